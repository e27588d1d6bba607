//! A request's body that tells whether any of the request was on its way.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use aws_smithy_types::body::SdkBody;
use hyper::body::{Body, Bytes, Frame, SizeHint};

/// A body of known bytes. An HTTP/1.1 connection asks for them before it flushes the head: while nobody has asked,
/// nothing has left this machine, and a request that failed can be sent again without being in doubt.
pub(crate) struct WatchedBody {
    bytes: Option<Bytes>,
    asked: Arc<AtomicBool>,
}

/// Whether a [`WatchedBody`] has been asked for.
#[derive(Clone)]
pub(crate) struct Watch(Arc<AtomicBool>);

impl WatchedBody {
    pub(crate) fn watched(text: &str) -> (SdkBody, Watch) {
        let asked = Arc::new(AtomicBool::new(false));
        let body = Self {
            bytes: Some(Bytes::copy_from_slice(text.as_bytes())),
            asked: asked.clone(),
        };
        (SdkBody::from_body_1_x(body), Watch(asked))
    }
}

impl Watch {
    pub(crate) fn nothing_was_sent(&self) -> bool {
        !self.0.load(Ordering::Relaxed)
    }
}

impl Body for WatchedBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.asked.store(true, Ordering::Relaxed);
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
