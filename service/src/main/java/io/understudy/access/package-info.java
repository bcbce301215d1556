/// Who may do what: bearer tokens with the roles viewer, operator and admin.
@NullMarked
package io.understudy.access;

import org.jspecify.annotations.NullMarked;
