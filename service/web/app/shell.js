// The page as a whole: who has signed in, and which of its parts is shown.
import { LitElement, html, nothing } from 'lit';
import { session, signIn, signOut, signedIn } from './api.js';
import { sign } from './parts.js';
import './cluster.js';
import './fleet.js';
import './job.js';
import './jobs.js';

class App extends LitElement {
  static properties = { refused: { state: true }, asking: { state: true } };

  constructor() {
    super();
    window.addEventListener('hashchange', () => this.goOn());
    session.addEventListener('signed-in', () => this.goOn());
    session.addEventListener('signed-out', () => this.requestUpdate());
  }

  createRenderRoot() {
    return this;
  }

  async goOn() {
    this.refused = undefined;
    this.requestUpdate();
    await this.updateComplete;
    // As a browser does for a new page: a screen reader begins there, and Tab goes on from there.
    this.querySelector('main').focus();
    window.scrollTo(0, 0);
  }

  render() {
    return html`
      <a class="skip" href="#main" @click=${(event) => this.skip(event)}>Skip to the content</a>
      <header>
        <a class="brand" href="#/"><img src="/static/icon.svg" alt="" width="24" height="24" />Understudy</a>
        ${signedIn() ? this.navigation() : nothing}
      </header>
      <main id="main" tabindex="-1">${signedIn() ? this.part() : this.door()}</main>
      <footer><a href="/q/swagger-ui">API</a><span>This page only looks; it changes nothing.</span></footer>
    `;
  }

  // The address after # is the part that is shown, not a place on the page.
  skip(event) {
    event.preventDefault();
    this.querySelector('main').focus();
  }

  navigation() {
    const [first] = this.place();
    const link = (to, name, here) => html`<a href=${to} aria-current=${here ? 'page' : nothing}>${name}</a>`;
    return html`<nav aria-label="Pages">
      ${link('#/', 'Clusters', first !== 'jobs')} ${link('#/jobs', 'Jobs', first === 'jobs')}
      <button type="button" class="quiet" @click=${signOut}>Sign out</button>
    </nav>`;
  }

  place = () => location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);

  part() {
    const [first, id] = this.place();
    if (first === 'clusters' && id) {
      return html`<understudy-cluster .id=${id}></understudy-cluster>`;
    }
    if (first === 'jobs') {
      return id ? html`<understudy-job .id=${id}></understudy-job>` : html`<understudy-jobs></understudy-jobs>`;
    }
    return html`<understudy-fleet></understudy-fleet>`;
  }

  door() {
    document.title = 'Sign in · Understudy';
    return html`<form class="card door" @submit=${(event) => this.enter(event)}>
      <h1>Sign in</h1>
      <label for="token">Access token</label>
      <input
        id="token"
        name="token"
        type="password"
        autocomplete="off"
        spellcheck="false"
        required
        autofocus
        aria-describedby="hint ${this.refused ? 'refused' : ''}"
      />
      <p id="hint" class="meta">
        The role VIEWER is enough. It is kept until this tab is closed or you sign out. The first admin token is in the
        service's data folder, in <code>admin-token</code>.
      </p>
      ${this.refused ? html`<p id="refused" class="failure" role="alert">${sign('bad')} ${this.refused}</p>` : nothing}
      <button type="submit" ?disabled=${this.asking}>Sign in</button>
    </form>`;
  }

  async enter(event) {
    event.preventDefault();
    const token = new FormData(event.target).get('token').trim();
    this.asking = true;
    try {
      await signIn(token);
    } catch (failure) {
      this.refused = failure.status === 401 ? 'The service does not know this token.' : failure.message;
    } finally {
      this.asking = false;
    }
  }
}

customElements.define('understudy-app', App);
