/// The client: one method per operation.
///
/// It sends nothing itself: each method builds the [`Request`](crate::Request) of its operation and hands it to
/// the [`Transport`](crate::Transport), whose result it returns.
#[derive(Clone, Debug)]
pub struct Client<T> {
    pub(crate) transport: T,
}

impl<T> Client<T> {
    /// A client that sends through this transport.
    pub const fn new(transport: T) -> Self {
        Self { transport }
    }

    /// The transport.
    pub const fn transport(&self) -> &T {
        &self.transport
    }
}
