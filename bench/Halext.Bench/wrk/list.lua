-- Argument: the access token.
require "report"

function init(args)
  wrk.headers["Authorization"] = "Bearer " .. args[1]
end
