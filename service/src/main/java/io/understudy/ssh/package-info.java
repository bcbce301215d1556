/// Commands on hosts over SSH: sessions that verify the host before they log in, commands as lists of words,
/// and results that also say when the outcome is not known. It has never heard of PostgreSQL.
@NullMarked
package io.understudy.ssh;

import org.jspecify.annotations.NullMarked;
