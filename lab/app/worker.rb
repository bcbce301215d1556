# The other half: a row for each row of the web half, through Redis.
require_relative 'store'
require 'sidekiq'

class Counting
  include Sidekiq::Worker

  def perform(id)
    Store.row('INSERT INTO counted (id) VALUES ($1) ON CONFLICT DO NOTHING', [id])
  end
end
