/// The typed client of the Understudy API: [Understudy] and what its calls give back.
///
/// `io.understudy.client.api` and `io.understudy.client.model` are generated from the API document. This
/// package adds what a document cannot say: who calls, what is sent again, which exception an answer
/// becomes, and how a job is waited for.
@NullMarked
package io.understudy.client;

import org.jspecify.annotations.NullMarked;
