//! `publish` to a folder, and what it says without the AWS SDK.

use std::fs;

use alert_core::catalog::Catalog;

use crate::binary::{empty_folder, root, run};

#[test]
fn a_folder_gets_the_catalog_that_a_function_reads_and_the_runbooks_it_links_to() {
    let folder = empty_folder("published");
    let published = run(["publish", folder.to_str().unwrap()]);
    assert_eq!((published.code, published.err.as_str()), (Some(0), ""));
    let catalog = Catalog::from_json(&fs::read(folder.join("catalog.json")).unwrap()).unwrap();
    assert!(published.out.contains(catalog.version()));
    assert!(catalog.file().runbooks.len() >= 8);
    for runbook in &catalog.file().runbooks {
        let copy = fs::read(folder.join("runbooks").join(&runbook.path)).unwrap();
        assert_eq!(
            copy,
            fs::read(root().join("runbooks").join(&runbook.path)).unwrap()
        );
    }
    // The same files make the same bytes.
    let again = empty_folder("published-again");
    run(["publish", again.to_str().unwrap()]);
    assert_eq!(
        fs::read(folder.join("catalog.json")).unwrap(),
        fs::read(again.join("catalog.json")).unwrap()
    );
}

#[test]
fn a_catalog_with_faults_is_not_published() {
    let folder = empty_folder("not-published");
    let run = run([
        "publish",
        "--catalog",
        "tests/cli/catalogs/unknown-owner",
        folder.to_str().unwrap(),
    ]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("R111"), "{}", run.err);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn what_can_t_be_written_is_1() {
    let folder = empty_folder("in-the-way");
    fs::write(folder.join("catalog"), "a file where the folder should be").unwrap();
    let run = run(["publish", folder.join("catalog").to_str().unwrap()]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("in-the-way"), "{}", run.err);
}

#[test]
fn a_dry_run_lists_the_catalog_last() {
    let run = run(["publish", "--dry-run", "s3://a-bucket/catalog"]);
    assert_eq!(run.code, Some(0));
    assert!(
        run.out
            .lines()
            .last()
            .unwrap()
            .starts_with("s3://a-bucket/catalog/catalog.json (application/json")
    );
    assert!(
        run.out
            .contains("s3://a-bucket/catalog/runbooks/endpoint-5xx.md (text/markdown")
    );
}

#[test]
#[cfg(not(feature = "aws"))]
fn without_the_sdk_it_says_how_to_get_it() {
    let run = run(["publish", "s3://a-bucket/catalog"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("--features aws"), "{}", run.err);
}
