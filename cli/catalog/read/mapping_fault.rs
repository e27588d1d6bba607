//! A fault of a mapping as a fault of the file: its code, its place, and a way out.

use alert_core::source::mapping::{CHANGES, ChoiceFault, MappingError, MappingFault, TemplateFault};

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::files::Files;
use super::super::json::find;
use super::super::suggest;
use super::super::yaml::{Node, Value};
use super::within::place_within;

/// Adds the fault of the source that stands at `node`.
pub(super) fn add(error: &MappingError, node: &Node, files: &Files, faults: &mut Faults) {
    let (found, place) = find(node, &error.at);
    let place = match (&error.within, &found.value) {
        (Some(range), Value::Scalar { text, .. }) => place_within(files, found.place, text, range.clone()),
        _ => place,
    };
    let (code, help) = advice(&error.fault);
    let what = error
        .at
        .first()
        .map(|field| format!("`{field}`: "))
        .unwrap_or_default();
    faults
        .add(code, place, format!("{what}{}", error.fault))
        .help(help);
}

fn advice(fault: &MappingFault) -> (Code, String) {
    match fault {
        MappingFault::Pattern(fault) | MappingFault::Choice(ChoiceFault::Pattern(fault)) => {
            let known = fault.candidates().iter().copied();
            let help = match fault {
                alert_core::pattern::PatternFault::UnknownOperator(name) => suggest::help(name, known, ""),
                _ => String::new(),
            };
            let otherwise = "write it as in an EventBridge rule: `{ source: [com.example.shop], detail: { state: [LOST] } }`";
            (Code::BadPattern, if help.is_empty() { otherwise.to_owned() } else { help })
        }
        MappingFault::Template(TemplateFault::UnknownWord(word)) => {
            let changes = CHANGES.iter().map(|(name, _)| *name);
            let help = suggest::closest(word, changes).map_or_else(
                || "a value is `{/detail/name}`; `{/detail/a|/detail/b|'none'}` takes the first that is there".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            (Code::BadTemplate, help)
        }
        MappingFault::Pointer(_)
        | MappingFault::Choice(ChoiceFault::Pointer(_))
        | MappingFault::Template(TemplateFault::Pointer(_)) => (
            Code::BadTemplate,
            "name the keys on the way: `/detail/state`, `/resources/0`, `/detail/items/*/state`".to_owned(),
        ),
        MappingFault::Template(_) => (
            Code::BadTemplate,
            "write `Order {/detail/order} is lost[: {/detail/reason}]`: braces hold pointers, brackets what may be missing"
                .to_owned(),
        ),
        MappingFault::Choice(ChoiceFault::UnknownWord(word)) => {
            let words = ["path", "otherwise", "firing", "resolved", "noise", "critical", "error", "warning", "info"];
            let otherwise = "a status is firing, resolved or noise; a severity critical, error, warning or info";
            let help = suggest::closest(word, words).map_or_else(|| otherwise.to_owned(), |meant| format!("did you mean `{meant}`?"));
            (Code::UnknownWord, help)
        }
        MappingFault::Choice(ChoiceFault::NoPath | ChoiceFault::NoCase) => (
            Code::MissingKey,
            "write `{ path: /detail/state, firing: [LOST], resolved: [FOUND] }`".to_owned(),
        ),
        MappingFault::Choice(ChoiceFault::NotAChoice | ChoiceFault::NotACase) => (
            Code::WrongType,
            "write one word, or `{ path: /detail/state, firing: [LOST], resolved: [FOUND] }`".to_owned(),
        ),
        MappingFault::ConstantIdentity => (
            Code::VagueSource,
            "name what fails and recovers: `{ order: /detail/order }`".to_owned(),
        ),
        MappingFault::ConstantTitle => (
            Code::VagueSource,
            "put a name or a number of the event in it: `Order {/detail/order} is lost`".to_owned(),
        ),
        MappingFault::NeverOver => (
            Code::NeverOver,
            "add the values that mean `resolved`, or `resolve_after: 24h`: what is opened has to be closed".to_owned(),
        ),
        MappingFault::OwnLabel(_) => (Code::IdentityLabel, "choose another name".to_owned()),
        MappingFault::NoUrl => (
            Code::BadTemplate,
            "write `https://shop.example/orders/{/detail/order}`".to_owned(),
        ),
        MappingFault::TooMany(most) => (Code::WrongType, format!("keep the {most} that help most")),
    }
}
