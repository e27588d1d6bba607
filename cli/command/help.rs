//! Help, made of what the commands say of themselves.

use super::{COMMANDS, Command};

/// `alert-router --help`.
pub(super) fn overview() -> String {
    let mut text = String::from(
        "AWS tells you that something changed; alert-router decides who must know, what they need to act, and when to stay quiet.\n\n\
         Usage: alert-router COMMAND ...\n\nCommands:\n",
    );
    let width = COMMANDS.iter().map(|command| command.name.len()).max();
    let width = width.unwrap_or_default();
    for command in COMMANDS {
        push(
            &mut text,
            &format!("  {:<width$}  {}", command.name, command.summary),
        );
    }
    text.push_str(
        "\nOptions:\n  -h, --help     this text, or a command's\n  -V, --version  the version\n\n\
         Examples:\n  alert-router page events/cloudwatch_alarm/endpoint-5xx-alarm.json\n  alert-router check runbooks\n  alert-router help page\n",
    );
    text
}

/// `alert-router COMMAND --help`.
pub(super) fn command(command: &Command) -> String {
    let mut text = format!(
        "{}\n\nUsage: alert-router {} {} [OPTION...]\n\nOptions:\n",
        command.summary, command.name, command.operands
    );
    let shown: Vec<String> = command
        .options
        .iter()
        .map(|option| format!("--{} {}", option.name, option.value))
        .collect();
    let width = shown.iter().map(String::len).max().unwrap_or_default();
    for (shown, option) in shown.iter().zip(command.options) {
        push(&mut text, &format!("  {shown:<width$}  {}", option.about));
    }
    text.push('\n');
    text.push_str(command.details);
    text
}

fn push(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}
