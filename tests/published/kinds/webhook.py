PUBLISHED = (
    "its signature, with the specification's own library (the crate `standardwebhooks`); "
    "the body is left to the sender"
)

# Where the library is asked: the key is the transport's.
ELSEWHERE = ("shared/aws/src/signature.rs", "standardwebhooks::Webhook")
