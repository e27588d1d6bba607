//! `publish`: compile the catalog and put it where the Lambdas read it.

use super::Command;
use crate::arguments::{Arguments, CATALOG, COLOR, Opt};
use crate::catalog::{self, Location};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::publication::{self, Object, Place};

const DRY_RUN: Opt = Opt {
    name: "dry-run",
    value: "",
    about: "list what would be written, and write nothing",
};

pub(super) const COMMAND: Command = Command {
    name: "publish",
    summary: "Compile the catalog and upload it with its runbooks",
    operands: "s3://BUCKET/PREFIX | DIR",
    options: &[CATALOG, DRY_RUN, COLOR],
    details: "\
Writes PREFIX/runbooks/NAME.md for each runbook, then PREFIX/catalog.json: a reader sees the old
catalog or the new one, never half of one. PREFIX is `catalog` when left out, which is what the
functions read. The location is the stack's output; a folder works as well, to look at or to
upload by other means. A catalog with errors is not published.

Exit code: 0 when published, 1 when it could not be written, 2 for a wrong command line or a
catalog with faults.

Examples:
  alert-router publish --dry-run s3://my-stack-catalog/catalog
  alert-router publish build/catalog
",
    run,
};

fn run(arguments: &Arguments, output: &mut Output) -> Result<Exit, Failure> {
    let [place] = arguments.operands.as_slice() else {
        return Err(Failure::Usage(
            "name one place: s3://BUCKET/PREFIX, or a folder".to_owned(),
        ));
    };
    let place = Place::parse(&place.to_string_lossy()).map_err(Failure::Usage)?;
    let location = Location::choose(arguments.catalog());
    let checked = catalog::tried(&location);
    let Some(objects) = publication::plan(&checked) else {
        // Said by the same words as everywhere else.
        super::usable(checked, output)?;
        return Ok(Exit::Usage);
    };
    if arguments.has(&DRY_RUN) {
        for object in &objects {
            output.line(&format!(
                "{} ({}, {} bytes)",
                shown(&place, object),
                object.content_type,
                object.body.len()
            ))?;
        }
        return Ok(Exit::Ok);
    }
    place.write(&objects)?;
    let version = checked.catalog.map(|catalog| catalog.version).unwrap_or_default();
    output.line(&format!(
        "published {} runbooks and catalog version {version}",
        objects.len() - 1
    ))?;
    Ok(Exit::Ok)
}

fn shown(place: &Place, object: &Object) -> String {
    match place {
        Place::Bucket { bucket, prefix } => format!("s3://{bucket}/{prefix}/{}", object.key),
        Place::Folder(folder) => folder.join(&object.key).display().to_string(),
    }
}
