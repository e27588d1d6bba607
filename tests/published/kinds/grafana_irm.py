EXCUSED = "the formatted webhook is an example in Grafana's documentation; nothing that can be installed describes it"
