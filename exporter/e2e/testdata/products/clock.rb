# Loaded into Redmine's own server by RUBYOPT: the time is when the file that
# CLOCK names was changed last, and stands still in between.
require "date"

module Clock
  module Time
    def now(in: nil) = at(File.mtime(ENV.fetch("CLOCK")).to_i, in: binding.local_variable_get(:in))
  end

  module Date
    def today(start = ::Date::ITALY) = ::Time.now.to_date.new_start(start)
  end

  module DateTime
    def now(start = ::Date::ITALY) = ::Time.now.to_datetime.new_start(start)
  end
end

Time.singleton_class.prepend(Clock::Time)
Date.singleton_class.prepend(Clock::Date)
DateTime.singleton_class.prepend(Clock::DateTime)
