//! The members by which unions chose a branch, while the branch is read: one of them that comes again makes the choice
//! ambiguous, also where the branch itself does not know the member.

/// The tags of the objects around the place that was reached, the innermost last.
#[derive(Default)]
pub(super) struct Tags {
    /// Those of nearly every body, which need no allocation.
    few: [Tag; FEW],
    more: Vec<Tag>,
    count: usize,
}

const FEW: usize = 2;

#[derive(Clone, Copy, Default)]
struct Tag {
    name: &'static str,
    /// The byte at which the object begins.
    at: usize,
    /// Whether its members are being read.
    entered: bool,
    /// Whether it was met among them.
    met: bool,
}

impl Tags {
    /// Notes that the object at that byte was chosen by a member of that name.
    pub(super) fn push(&mut self, name: &'static str, at: usize) {
        // Those of an object that was read as a map or as any value, which look for repeated members by themselves.
        while let Some(last) = self.count.checked_sub(1)
            && self
                .get(last)
                .is_some_and(|tag| !tag.entered && tag.at != at)
        {
            self.leave(last);
        }
        let tag = Tag {
            name,
            at,
            entered: false,
            met: false,
        };
        match self.few.get_mut(self.count) {
            Some(slot) => *slot = tag,
            None => self.more.push(tag),
        }
        self.count = self.count.wrapping_add(1);
    }

    fn get(&mut self, index: usize) -> Option<&mut Tag> {
        match index.checked_sub(FEW) {
            None => self.few.get_mut(index),
            Some(index) => self.more.get_mut(index),
        }
    }

    /// Begins with the members of the object at that byte; what is returned stands for it.
    #[inline]
    pub(super) fn enter(&mut self, at: usize) -> usize {
        let mut start = self.count;
        while let Some(before) = start.checked_sub(1)
            && let Some(tag) = self.get(before).filter(|tag| tag.at == at)
        {
            tag.entered = true;
            start = before;
        }
        start
    }

    /// The tag of that name, if the object that was entered has it for the second time.
    #[inline]
    pub(super) fn twice(&mut self, entered: usize, name: &str) -> Option<&'static str> {
        for index in entered..self.count {
            if let Some(tag) = self.get(index).filter(|tag| tag.name == name) {
                return std::mem::replace(&mut tag.met, true).then_some(tag.name);
            }
        }
        None
    }

    /// Ends with the members of the object.
    #[inline]
    pub(super) fn leave(&mut self, entered: usize) {
        if self.count > entered {
            self.count = entered;
            self.more.truncate(entered.saturating_sub(FEW));
        }
    }
}
