/// PostgreSQL's own words, files and programs, as they differ from version to version. No policy.
@NullMarked
package io.understudy.postgres;

import org.jspecify.annotations.NullMarked;
