-- Argument: the access token. Every task gets one or two of the labels that the user has already.
require "report"

local requests, at = {}, 0

function init(args)
  local headers = { ["Authorization"] = "Bearer " .. args[1], ["Content-Type"] = "application/json" }
  for i = 1, 50 do
    local labels = string.format('"label %d"', i % 10)
    if i % 2 == 0 then
      labels = labels .. string.format(',"label %d"', (i + 3) % 10)
    end
    local body = string.format(
      '{"title":"Task %d","description":"Something to be done soon, number %d","due_date":"2030-01-%02dT09:30:00Z","labels":[%s]}',
      i, i, i % 28 + 1, labels)
    requests[i] = wrk.format("POST", nil, headers, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
