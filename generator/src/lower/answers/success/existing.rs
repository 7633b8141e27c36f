//! Successes that made nothing, because it was there already (`x-existing`).

use super::Asked;
use crate::diagnostics::rules;
use crate::ir::StatusRange;
use crate::lower::Cx;
use crate::lower::answers::response::Declared;

/// The statuses of such successes. One that tells nothing is reported.
pub(super) fn existing(cx: &mut Cx<'_, '_>, asked: &Asked<'_, '_>) -> Vec<StatusRange> {
    let others: Vec<_> = asked.declared.iter().filter(|one| makes(one)).collect();
    let mut statuses = Vec::new();
    for one in asked.declared.iter().filter(|one| one.existing) {
        let problem = match one.status {
            _ if !one.is_returned() => &rules::extension::ANSWER_IS_ERROR,
            None => &rules::extension::NO_STATUS_OF_ITS_OWN,
            Some(status) => {
                let stated = others.iter().filter_map(|other| other.status);
                statuses.extend(without(status, stated));
                if !others.is_empty() {
                    continue;
                }
                &rules::extension::NONE_MADE
            }
        };
        let at = one.node.key_span("x-existing").unwrap_or(one.span);
        cx.diag
            .report(&rules::extension::IDLE_EXISTING, at)
            .arg(asked.id.as_str())
            .arg(problem);
    }
    statuses
}

/// Whether it is a success that made something.
fn makes(one: &Declared<'_>) -> bool {
    one.is_returned() && !one.existing
}

/// What is left of a class where single statuses of it have answers of their own.
fn without(status: StatusRange, others: impl Iterator<Item = StatusRange>) -> Vec<StatusRange> {
    let mut left = vec![status];
    let inside = |other: &StatusRange| status.contains(other.first) && status.contains(other.last);
    for other in others.filter(inside) {
        let parts = left.iter().flat_map(|part| {
            let before = StatusRange {
                first: part.first,
                last: part.last.min(other.first - 1),
            };
            let after = StatusRange {
                first: part.first.max(other.last + 1),
                last: part.last,
            };
            [before, after]
        });
        left = parts.filter(|part| part.first <= part.last).collect();
    }
    left
}

#[cfg(test)]
mod tests {
    use super::without;
    use crate::ir::StatusRange;

    /// A status, those of the other answers, and what is left.
    type Row<'r> = (StatusRange, &'r [StatusRange], &'r [(u16, u16)]);

    #[test]
    fn a_narrower_answer_goes_first() {
        let one = StatusRange::one;
        let rows: [Row<'_>; 5] = [
            (one(200), &[one(201)], &[(200, 200)]),
            (one(200), &[StatusRange::class(2)], &[(200, 200)]),
            (
                StatusRange::class(2),
                &[one(201)],
                &[(200, 200), (202, 299)],
            ),
            (
                StatusRange::class(2),
                &[one(204), one(200)],
                &[(201, 203), (205, 299)],
            ),
            (StatusRange::class(2), &[one(404)], &[(200, 299)]),
        ];
        for (status, others, expected) in rows {
            let left = without(status, others.iter().copied());
            let left: Vec<_> = left.iter().map(|it| (it.first, it.last)).collect();
            assert_eq!(left, expected, "{status:?} without {others:?}");
        }
    }
}
