EXCUSED = (
    "its message is a page of its documentation and a type of its server, which no registry has; "
    "clients of others follow the same page"
)
