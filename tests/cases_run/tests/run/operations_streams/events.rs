//! Server-sent events: what is on the wire, keep-alive comments, ids that come back, events that cannot be sent.

use operations_streams_client::{Error, ServerEvent, types as sent};
use operations_streams_server::ServerEvent as Told;
use operations_streams_server::types::Row;
use wire_tests::raw;

use super::{channel, row, start};

#[tokio::test]
async fn events_arrive_while_they_come_about() {
    let wire = start().await;
    let (sender, events) = channel();
    *wire.handler.events.lock().unwrap() = Some(events);
    let mut first = Row::new(1);
    first.text = Some("a\nb".to_owned());
    sender.send(Told::new(first).named("added").with_id("1-\u{e4}").with_retry(50)).unwrap();
    let mut events = wire.client.watch().last_event_id("0").await.expect("events");
    assert_eq!(wire.handler.seen(), ["Some(\"0\")"]);
    let event = events.next().await.expect("an event").expect("a row");
    assert_eq!((event.name(), event.id.as_deref(), event.retry), ("added", Some("1-\u{e4}"), Some(50)));
    assert_eq!((event.data.id, event.data.text.as_deref()), (1, Some("a\nb")));
    // A quiet while, in which comments go by, and then another event; the id is the last one that came.
    tokio::time::sleep(std::time::Duration::from_millis(350)).await;
    sender.send(Row::new(2).into()).unwrap();
    let event = events.next().await.expect("an event").expect("a row");
    assert_eq!((event.name(), event.id.as_deref(), event.retry), ("message", Some("1-\u{e4}"), None));
    assert_eq!(event.data, row(2));
    drop(sender);
    assert!(events.next().await.is_none());
    let exchange = wire.served.last();
    assert_eq!(exchange.header("accept"), "text/event-stream");
    assert_eq!(exchange.answer_header("content-type"), "text/event-stream");
    let answer = exchange.answer();
    assert!(answer.contains(":\n\n:\n\n"), "{answer:?}");
    assert_eq!(
        answer.replace(":\n\n", ""),
        "event: added\nid: 1-\u{e4}\nretry: 50\ndata: {\"id\":1,\"text\":\"a\\nb\"}\n\ndata: {\"id\":2}\n\n"
    );
}

#[tokio::test]
async fn events_that_cannot_be_sent_end_the_answer() {
    for bad in [Told::new(Row::new(1)).named("a\nb"), Told::new(Row::new(1)).with_id("a\rdata: x")] {
        let wire = start().await;
        let (sender, events) = channel();
        *wire.handler.events.lock().unwrap() = Some(events);
        sender.send(Row::new(0).into()).unwrap();
        let mut events = wire.client.watch().await.expect("events");
        assert_eq!(events.next().await.expect("an event").expect("a row").data, row(0));
        sender.send(bad).unwrap();
        assert!(matches!(events.next().await, Some(Err(Error::Transport(_)))));
        assert!(events.next().await.is_none());
        assert_eq!(wire.served.last().answer(), "data: {\"id\":0}\n\n");
    }
}

#[tokio::test]
async fn a_request_of_events() {
    let wire = start().await;
    let event = ServerEvent::new(row(1)).named("added").with_id("7");
    wire.client.publish(vec![event, row(2).into()]).await.expect("an answer");
    let exchange = wire.served.last();
    assert_eq!(exchange.header("content-type"), "text/event-stream");
    assert_eq!(exchange.body(), "event: added\nid: 7\ndata: {\"id\":1}\n\ndata: {\"id\":2}\n\n");
    let seen = wire.handler.seen();
    assert!(seen[0].contains("Some(\"added\")") && seen[0].contains("Row { id: 1, text: None }"), "{seen:?}");
    // Broken data is told with its place; an event that lacks its empty line is none.
    let body = b"data: {\"id\":-1}\n\ndata: {\n\ndata: {\"id\":3}\r\rdata: {\"id\":4}\n";
    let (status, _) =
        raw::send(&wire.served.origin, "POST", "/events", "content-type: text/event-stream\r\n", body).await;
    let seen = wire.handler.seen();
    assert_eq!((status, seen.len()), (204, 3), "{seen:?}");
    assert!(seen[0].contains("/0/data/id: must be at least 0") && seen[1].starts_with("400"), "{seen:?}");
    assert!(seen[2].contains("id: 3"), "{seen:?}");
}

#[tokio::test]
async fn data_by_its_schema() {
    let wire = start().await;
    let mut ticks = wire.client.list_ticks(6).await.expect("events");
    assert_eq!(wire.served.last().header("last-event-id"), "6");
    assert_eq!(ticks.next().await.expect("an event").expect("a tick").data.n, 7);
    assert!(ticks.next().await.is_none(), "what says that there is no more is no event");
    assert_eq!(wire.served.last().answer(), "data: {\"n\":7}\n\ndata: [DONE]\n\n");

    let lines = ["two\nlines", "a text of more than twenty letters"].map(|text| ServerEvent::new(text.to_owned()));
    let mut kinds = wire.client.log(lines.to_vec()).await.expect("events");
    assert_eq!(wire.served.last().body(), "data: two\ndata: lines\n\ndata: a text of more than twenty letters\n\n");
    let seen = wire.handler.seen();
    assert!(seen[0].contains("\"two\\nlines\"") && seen[1].contains("must have at most 20"), "{seen:?}");
    let first = kinds.next().await.expect("an event").expect("a row");
    assert_eq!((first.name(), &first.data), ("row", &sent::events_api::LogResult::from(row(1))));
    let second = kinds.next().await.expect("an event").expect("a count");
    assert_eq!((second.name(), &second.data), ("count", &sent::events_api::LogResult::from(2)));
}
