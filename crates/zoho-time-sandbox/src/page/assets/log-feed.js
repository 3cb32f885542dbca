// Live updates of the log.

import { address, get, send } from './api.js';

/** Maximum number of entries. */
const KEPT = 500;

/** The entries of the log, the newest first; calls `onChange` when they change. */
export class Feed {
  entries = [];
  /** Number of entries received while paused. */
  waiting = 0;
  isPaused = false;
  isLive = false;
  error = null;
  #held = [];
  #last = 0;
  #stream = null;
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  async start() {
    if (this.#stream) {
      return;
    }
    try {
      await this.#catchUp();
      this.error = null;
      this.#listen();
    } catch (error) {
      this.error = error;
    }
    this.#onChange();
  }

  pause(isPaused) {
    this.isPaused = isPaused;
    if (!isPaused) {
      this.#put(this.#held);
      this.#held = [];
      this.waiting = 0;
    }
    this.#onChange();
  }

  async clear() {
    await send('DELETE', 'log');
    this.entries = [];
    this.#held = [];
    this.waiting = 0;
    this.#onChange();
  }

  async #catchUp() {
    const { entries } = await get('log', { after: this.#last || null });
    this.#take(entries);
  }

  #listen() {
    this.#stream = new EventSource(address('log/stream'));
    this.#stream.addEventListener('open', async () => {
      this.isLive = true;
      // Entries between the list and the stream, or during an interruption.
      await this.#catchUp().catch(() => {});
      this.#onChange();
    });
    this.#stream.addEventListener('message', (event) => {
      this.#take([JSON.parse(event.data)]);
      this.#onChange();
    });
    this.#stream.addEventListener('error', () => {
      this.isLive = false;
      if (this.#stream.readyState === EventSource.CLOSED) {
        this.#stream = null;
      }
      this.#onChange();
    });
  }

  #take(entries) {
    const news = entries
      .filter(({ seq }) => seq > this.#last)
      .sort((one, other) => one.seq - other.seq);
    if (news.length === 0) {
      return;
    }
    this.#last = news.at(-1).seq;
    if (this.isPaused) {
      this.#held = this.#held.concat(news).slice(-KEPT);
      this.waiting = this.#held.length;
    } else {
      this.#put(news);
    }
    if (news.some(({ method }) => method !== 'GET')) {
      document.dispatchEvent(new CustomEvent('sandbox:changed'));
    }
  }

  #put(news) {
    this.entries = [...news].reverse().concat(this.entries).slice(0, KEPT);
  }
}
