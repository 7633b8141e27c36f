//! The bookkeeping of repeats: the gates that a repeat passes, and the budget that pays for it.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use faultcode_runtime::retry::{Budget, Evidence, Situation, gate};
use faultcode_runtime::{Effect, RetryPolicy};

fn repeating(criterion: &mut Criterion) {
    let policy = RetryPolicy::default();
    let budget = Budget::new(500);
    let evidence = Evidence {
        status: Some(503),
        ..Evidence::default()
    };
    let situation = Situation {
        effect: Effect::MaybeApplied,
        repeat_safe: true,
        replayable: true,
        attempts: 1,
        can_refresh: false,
        key_remaining: None,
        hint: Some(Duration::from_secs(2)),
        remaining: Some(Duration::from_secs(30)),
        budget: &budget,
        jitter: 0.5,
    };
    criterion.bench_function("decide on a repeat", |it| {
        it.iter(|| {
            let decision = gate(&policy, black_box(&evidence), black_box(&situation));
            if let Some(costs) = &policy.budget {
                budget.settle(costs, Some(decision.cost));
            }
            decision
        });
    });
}

criterion_group!(benches, repeating);
criterion_main!(benches);
