//! The members by which unions chose a branch, while the branch is read: one of them that comes again makes the choice
//! ambiguous, also where the branch itself does not know the member.

/// The tags of the objects around the place that was reached.
#[derive(Default)]
pub(super) struct Tags(Vec<Tag>);

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
        let done = |last: &mut Tag| !last.entered && last.at != at;
        while self.0.pop_if(done).is_some() {}
        self.0.push(Tag {
            name,
            at,
            entered: false,
            met: false,
        });
    }

    /// Begins with the members of the object at that byte; what is returned stands for it.
    #[inline]
    pub(super) fn enter(&mut self, at: usize) -> usize {
        let mut start = self.0.len();
        for tag in self.0.iter_mut().rev().take_while(|tag| tag.at == at) {
            tag.entered = true;
            start = start.saturating_sub(1);
        }
        start
    }

    /// The tag of that name, if the object that was entered has it for the second time.
    #[inline]
    pub(super) fn twice(&mut self, entered: usize, name: &str) -> Option<&'static str> {
        let own = self.0.get_mut(entered..).unwrap_or_default();
        let tag = own.iter_mut().find(|tag| tag.name == name)?;
        std::mem::replace(&mut tag.met, true).then_some(tag.name)
    }

    /// Ends with the members of the object.
    #[inline]
    pub(super) fn leave(&mut self, entered: usize) {
        self.0.truncate(entered);
    }
}
