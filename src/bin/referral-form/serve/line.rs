//! Connections: how many there may be, and how long a request may take to arrive on one.
//!
//! It reads nothing of what it carries. Whoever opens a connection and sends no whole request, or does not take the answer, loses it,
//! so that nobody keeps others out for longer than that.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

/// A listener with so many connections at most; a further one waits until one of them ends.
pub struct Lines {
    listener: TcpListener,
    free: Arc<Semaphore>,
    patience: Duration,
}

impl Lines {
    /// `patience` is how long a whole request may take to arrive, and how long an answer may stay untaken.
    pub fn new(listener: TcpListener, count: usize, patience: Duration) -> Self {
        Self { listener, free: Arc::new(Semaphore::new(count)), patience }
    }
}

impl Listener for Lines {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        let place = Arc::clone(&self.free).acquire_owned().await.expect("the semaphore is never closed");
        let (stream, client) = Listener::accept(&mut self.listener).await;
        let deadline = Box::pin(sleep(self.patience));
        (Line { stream, deadline, patience: self.patience, _place: place }, client)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One connection. Each piece of an answer that is taken gives the client as long again.
pub struct Line {
    stream: TcpStream,
    deadline: Pin<Box<Sleep>>,
    patience: Duration,
    _place: OwnedSemaphorePermit,
}

impl Line {
    fn or_late<T>(&mut self, task: &mut Context<'_>, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if done.is_pending() {
            ready!(self.deadline.as_mut().poll(task));
            return Poll::Ready(Err(ErrorKind::TimedOut.into()));
        }
        done
    }

    fn give_time(&mut self) {
        self.deadline.as_mut().reset(Instant::now() + self.patience);
    }
}

impl AsyncRead for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let line = self.get_mut();
        let done = Pin::new(&mut line.stream).poll_read(task, buffer);
        line.or_late(task, done)
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, task: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let line = self.get_mut();
        let done = Pin::new(&mut line.stream).poll_write(task, bytes);
        if done.is_ready() {
            line.give_time();
        }
        line.or_late(task, done)
    }

    fn poll_flush(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(task)
    }

    fn poll_shutdown(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(task)
    }
}

/// Who is at the other end.
#[derive(Clone, Copy)]
pub struct Client(pub SocketAddr);

impl Connected<IncomingStream<'_, Lines>> for Client {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Self {
        Client(*stream.remote_addr())
    }
}
