-- Argument: the access token. Every message is a new one.
require "report"

function init(args)
  wrk.method = "POST"
  wrk.headers["Authorization"] = "Bearer " .. args[1]
  wrk.headers["Content-Type"] = "application/json"
  wrk.body = '{"content":"What is to be said about something else"}'
end
