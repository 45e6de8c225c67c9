// Watches the connection under the circuit: tells when the server's first picture of the page replaces what is shown, when an answer
// is overdue, and lets a page whose circuit is gone begin a new one in place (circuit.js).
// @ts-check

/**
 * What is used of a SignalR connection.
 * @typedef {object} Connection
 * @property {string} state
 * @property {(name: string, handler: (...args: any[]) => any) => void} on
 * @property {(name: string, ...args: unknown[]) => Promise<void>} send
 * @property {(name: string, ...args: unknown[]) => Promise<any>} invoke
 * @property {() => Promise<void>} stop
 */

/** What is used of its builder. @typedef {{ withUrl(url: string, options: object): Builder, build(): Connection }} Builder */

/**
 * A component at the root of the page as the server described it in the HTML: which one it is, and a descriptor only the server can read.
 * @typedef {{ key?: { locationHash?: string }, prerenderId?: string, descriptor?: string }} Marker
 */

/** Where a new circuit can begin: a page that the server has just made. @typedef {{ markers: Marker[], state: string }} Beginning */

/** How long a request of the handshake may take. */
const handshakeTimeout = 6_000;

/** Whoever did something expects to see it: an answer later than this makes the connection suspect. */
const answerTime = 2_500;

export class Hub {
  /** @param {{ beforeReplacing(): void, replaced(): void, routed(): void, rendered(): void, failed(reason: unknown): void, silent(): void }} page */
  constructor(page) {
    this.page = page;
    /** @type {Connection | null} */
    this.connection = null;
    /** The numbers the page gave its root components, by what they are. @type {Map<string, number>} */
    this.numbers = new Map();
    /** @type {Beginning | null} */
    this.beginning = null;
    this.awaitsFirstPicture = false;
    /** Where the circuit believes the page to be. */
    this.location = '';
    this.heardAt = performance.now();
    this.silenceTimer = 0;
    /** Ends with what an input method is about to write. @type {Promise<void> | null} */
    this.composing = null;
    document.addEventListener('compositionstart', event => {
      // An input method writes into this very element: it is not taken away meanwhile.
      this.composing = /** @type {Promise<void>} */ (new Promise(resolve => {
        event.target?.addEventListener('compositionend', () => {
          this.composing = null;
          resolve();
        }, { once: true });
      }));
    }, true);
  }

  get connected() { return this.connection?.state === 'Connected'; }

  /** @param {Builder} builder */
  configure(builder) {
    builder.withUrl('_blazor', { timeout: handshakeTimeout });
    const build = builder.build.bind(builder);
    builder.build = () => this.watch(build());
  }

  /** The next resumption begins with this page instead of with what the server remembers. @param {Beginning} beginning */
  beginWith(beginning) {
    this.beginning = beginning;
  }

  /** Ends a connection that looks alive and is not. */
  async drop() {
    clearTimeout(this.silenceTimer);
    await this.connection?.stop();
  }

  /** @param {Connection} connection */
  watch(connection) {
    this.connection = connection;
    const { send, invoke, on } = connection;
    connection.send = (name, ...args) => {
      if (name === 'UpdateRootComponents')
        this.rememberRoots(String(args[0]));
      if (name === 'OnLocationChanged')
        this.location = String(args[0]);
      if (name === 'OnLocationChanged' || name === 'BeginInvokeDotNetFromJS')
        this.expectAnswer();
      // Into the void: whoever needs it to arrive asks again when the page is up.
      return connection.state === 'Connected' ? send.call(connection, name, ...args) : Promise.resolve();
    };
    connection.invoke = (name, ...args) => {
      if (name === 'StartCircuit' || name === 'ResumeCircuit')
        this.location = location.href;
      return invoke.call(connection, name, ...(name === 'ResumeCircuit' ? this.resumption(args) : args));
    };
    connection.on = (name, handler) => on.call(connection, name, this.wrap(name, handler));
    return connection;
  }

  /** @param {string} name @param {(...args: any[]) => any} handler */
  wrap(name, handler) {
    return (/** @type {any[]} */ ...args) => {
      this.heardAt = performance.now();
      clearTimeout(this.silenceTimer);
      this.silenceTimer = 0;
      if (name === 'JS.RenderBatch')
        return this.render(() => handler(...args));
      const result = handler(...args);
      // The router's first word: from here on it follows links and addresses.
      if (name === 'JS.BeginInvokeJS' && args.some(arg => String(arg).includes('enableNavigationInterception')))
        this.page.routed();
      if (name === 'JS.Error')
        this.page.failed(args[0]);
      return result;
    };
  }

  /** @param {() => Promise<void>} apply Changes the page before it returns. */
  async render(apply) {
    if (!this.awaitsFirstPicture) {
      const rendering = apply();
      this.page.rendered();
      return rendering;
    }

    // Only then: what the server says next is meant for the page as this leaves it.
    if (this.composing)
      await this.composing;
    const before = document.querySelector('.app');
    this.page.beforeReplacing();
    const rendering = apply();
    if (document.querySelector('.app') !== before) {
      this.awaitsFirstPicture = false;
      this.page.replaced();
    }
    this.page.rendered();
    return rendering;
  }

  /** @param {string} batch Of operations on root components: the first one of a circuit adds them all. */
  rememberRoots(batch) {
    this.awaitsFirstPicture = true;
    for (const { type, ssrComponentId, marker } of JSON.parse(batch).operations) {
      if (type === 'add')
        this.numbers.set(nameOf(marker), ssrComponentId);
    }
  }

  /** The arguments of a resumption with the components of a fresh page. @param {unknown[]} args */
  resumption(args) {
    if (!this.beginning)
      return args;
    const { markers, state } = this.beginning;
    this.beginning = null;
    const roots = Object.fromEntries(markers.map(({ prerenderId: _, ...marker }) => [this.numbers.get(nameOf(marker)), marker]));
    const [circuit, base, location] = args;
    return [circuit, base, location, JSON.stringify(roots), state];
  }

  expectAnswer() {
    this.silenceTimer ||= setTimeout(() => {
      this.silenceTimer = 0;
      this.page.silent();
    }, answerTime);
  }
}

/** @param {Marker} marker */
const nameOf = marker => marker.key?.locationHash ?? '';
