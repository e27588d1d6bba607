//! Uploads a compiled catalog, for the CLI.
