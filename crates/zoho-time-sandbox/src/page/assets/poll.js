// Polling while the page is visible.

/** Runs a task periodically, sequentially, from `start` to `stop`. */
export class Poll {
  #task;
  #pause;
  #timer;
  #running = false;
  #again = false;
  #on = false;

  constructor(task, pause) {
    this.#task = task;
    this.#pause = pause;
    document.addEventListener('visibilitychange', () => this.now());
  }

  start() {
    this.#on = true;
    this.now();
  }

  stop() {
    this.#on = false;
    clearTimeout(this.#timer);
  }

  /** Runs the task now, or again when the current run has ended. */
  async now() {
    if (!this.#on || document.hidden) {
      return;
    }
    if (this.#running) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#running = true;
    do {
      this.#again = false;
      await this.#task();
    } while (this.#again);
    this.#running = false;
    if (this.#on) {
      this.#timer = setTimeout(() => this.now(), this.#pause);
    }
  }
}
