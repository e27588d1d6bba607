EXCUSED = (
    "its request is a type of the server's Go module; "
    "`@mattermost/types` has what the web application reads, not what a webhook takes"
)
