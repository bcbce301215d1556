// A part of the page that looks at the service for as long as it is shown.
import { LitElement } from 'lit';
import { Refusal, repeat } from './api.js';

export const LOOK_EVERY_MILLIS = 5_000;

export class Looking extends LitElement {
  // One stylesheet for the whole page, so no shadow.
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.begin();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.shown.abort();
  }

  // Anew when another thing is shown in the same place.
  willUpdate(changed) {
    if (changed.get('id') !== undefined) {
      this.shown.abort();
      this.begin();
    }
  }

  begin() {
    this.shown = new AbortController();
    this.errors = new Map();
    this.start(this.shown.signal);
  }

  // The first of what fails now.
  get error() {
    return this.errors.values().next().value;
  }

  // Runs look() every so often, and shows why it failed for as long as it does.
  every(millis, look, signal) {
    repeat(() => this.tried(look, signal), millis, signal);
  }

  async tried(look, signal) {
    try {
      await look();
      this.errors.delete(look);
    } catch (failure) {
      if (!signal.aborted) {
        this.failed(failure, look);
      }
    }
    if (!signal.aborted) {
      this.requestUpdate();
    }
  }

  failed(failure, look) {
    this.errors.set(
      look,
      failure instanceof Refusal ? failure : new Error('The service gives no answer. What is shown is old.'),
    );
    this.requestUpdate();
  }
}
