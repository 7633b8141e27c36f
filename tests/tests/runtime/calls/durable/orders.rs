//! Two and three callers that make the call of one name at once, in every order of what happens to them.
//!
//! Each caller takes up to three steps: it claims and sends; the server deals with its request and the answer arrives (or
//! not); its store notes the end. The steps are taken in a given order, one at a time, each caller with an opening of the
//! store of its own. Afterwards the job is done once more.

use std::time::Instant;

use faultcode_tests::aloud;

use super::stores::Shared;
use super::world::{Fate, World};

const FATES: [Fate; 9] = [
    Fate::Refused(429),
    Fate::Refused(409),
    Fate::Refused(400),
    Fate::NeverSent,
    Fate::Done,
    Fate::Lost,
    Fate::Unseen,
    Fate::DiesAfter,
    Fate::DiesBefore,
];

/// One of each kind, where each order costs a disk's time.
pub(crate) const FEW_FATES: [Fate; 5] = [
    Fate::Refused(429),
    Fate::NeverSent,
    Fate::Done,
    Fate::Lost,
    Fate::DiesBefore,
];

/// Every order of the steps of callers with those fates. Where there is nothing to note, a caller has two steps.
fn orders(fates: &[Fate]) -> Vec<Vec<usize>> {
    fn extend(left: &mut [usize], begun: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
        if left.iter().all(|steps| *steps == 0) {
            all.push(begun.clone());
        }
        for caller in 0..left.len() {
            if left[caller] > 0 {
                left[caller] -= 1;
                begun.push(caller);
                extend(left, begun, all);
                begun.pop();
                left[caller] += 1;
            }
        }
    }
    let mut left: Vec<usize> = fates
        .iter()
        .map(|it| 2 + usize::from(it.settles()))
        .collect();
    let mut all = Vec::new();
    extend(&mut left, &mut Vec::new(), &mut all);
    all
}

/// Every list of so many fates.
fn fates(of: &[Fate], callers: u32) -> Vec<Vec<Fate>> {
    let all = 0..of.len().pow(callers);
    let digits =
        |number: usize| (0..callers).map(move |place| of[number / of.len().pow(place) % of.len()]);
    all.map(|number| digits(number).collect()).collect()
}

/// Plays every order of two callers and, of those of three, each `stride`-th.
pub(crate) async fn explore(shared: &Shared, of: &[Fate], stride: usize) -> (usize, Vec<String>) {
    let mut world = World::new(shared);
    let mut problems = Vec::new();
    let twos = fates(of, 2).into_iter().flat_map(|fates| {
        let orders = orders(&fates).into_iter();
        orders
            .map(move |order| (fates.clone(), order))
            .collect::<Vec<_>>()
    });
    let threes = fates(of, 3).into_iter().flat_map(|fates| {
        let orders = orders(&fates).into_iter();
        orders
            .map(move |order| (fates.clone(), order))
            .collect::<Vec<_>>()
    });
    // A stride that shares no factor with the numbers of orders meets all kinds of them.
    for (fates, order) in twos.chain(threes.step_by(stride)) {
        if let Err(problem) = world.play(&fates, &order).await {
            problems.push(format!("{fates:?} in the order {order:?}: {problem}"));
            // What is left of this one would disturb the next.
            let runs = world.runs;
            world = World::new(shared);
            world.runs = runs;
        }
    }
    (world.runs, problems)
}

#[tokio::test]
async fn one_name_is_one_piece_of_work_in_every_order() {
    for (shared, of, stride) in [
        (Shared::memory(), &FATES[..], 211),
        (Shared::file(), &FEW_FATES[..], 211),
    ] {
        let begun = Instant::now();
        let (runs, problems) = explore(&shared, of, stride).await;
        assert!(
            problems.is_empty(),
            "{} of {runs} orders: {:#?}",
            problems.len(),
            &problems[..problems.len().min(10)]
        );
        aloud(&format!(
            "durable: {runs} orders of two and three callers over the store in {}, each name executed once, {:.1} s",
            shared.name,
            begun.elapsed().as_secs_f64()
        ));
    }
}

/// The oracle sees what it is there for: a store that gives back what others use.
#[tokio::test]
async fn a_store_that_forgets_is_found_out() {
    let (runs, problems) = explore(&Shared::wrong(), &FEW_FATES, 2111).await;
    let twice = problems
        .iter()
        .filter(|it| it.contains("executed 2 times in the end"));
    assert!(twice.count() > 50, "{} of {runs}", problems.len());
}
