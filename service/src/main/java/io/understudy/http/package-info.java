/// What every resource does alike over HTTP: ETags, repeated requests, request ids, and the shape of the API document.
@NullMarked
package io.understudy.http;

import org.jspecify.annotations.NullMarked;
