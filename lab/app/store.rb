# One connection to the database, made again when it broke.
require 'pg'

module Store
  LOCK = Mutex.new

  def self.row(sql, values = [])
    LOCK.synchronize do
      @connection ||= PG.connect(ENV.fetch('DATABASE_URL'))
      @connection.exec_params(sql, values).first
    rescue PG::Error
      @connection&.close
      @connection = nil
      raise
    end
  end
end
