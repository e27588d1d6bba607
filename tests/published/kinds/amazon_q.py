from .sns import BROKEN, faults

__all__ = ["BROKEN", "PUBLISHED", "faults"]

PUBLISHED = (
    "AWS's model of `Publish` (`botocore`); "
    "the schema of the notification in it is a page of a guide, which the limits are from"
)
