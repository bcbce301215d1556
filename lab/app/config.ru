# The web half of the lab's application: POST / writes a row by DATABASE_URL and leaves the counting to the worker, GET / tells
# which database it writes to.
require_relative 'store'
require_relative 'worker'
require 'json'

run(lambda do |env|
  case env['REQUEST_METHOD']
  when 'POST'
    id = Store.row('INSERT INTO answer DEFAULT VALUES RETURNING id')['id'].to_i
    Counting.perform_async(id)
    [201, { 'Content-Type' => 'application/json' }, [JSON.dump(id: id)]]
  when 'GET'
    where = Store.row('SELECT host(inet_server_addr()) AS address, pg_is_in_recovery() AS standby')
    [200, { 'Content-Type' => 'application/json' }, [JSON.dump(where)]]
  else
    [405, {}, []]
  end
rescue PG::Error => e
  [503, { 'Content-Type' => 'text/plain' }, [e.message]]
end)
