"""A local AWS for the tests: the emulator, what it lacks, and the tools around it.

Everything here binds to 127.0.0.1, keeps its files under ``target/local-aws`` and ends with the test run. What the
emulator does not do stands in ``README.md``: read it before you believe a green test.
"""
