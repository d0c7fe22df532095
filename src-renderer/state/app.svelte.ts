import { getContext, setContext } from 'svelte';
import type { Bridge } from '../bridge/bridge.ts';
import { Choices } from './choices.svelte.ts';
import { Clock } from './clock.svelte.ts';
import { CommandTable } from './commands.svelte.ts';
import { Composer } from './composer.svelte.ts';
import { Desk } from './desk.svelte.ts';
import { DashboardState } from './dashboard.svelte.ts';
import { Directory } from './directory.svelte.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { EarlyWriting } from './early-writing.svelte.ts';
import { Files } from './files.svelte.ts';
import { I18n } from './i18n.svelte.ts';
import { Links } from './links.svelte.ts';
import { Notifications } from './notifications.svelte.ts';
import { OutboxState } from './outbox.svelte.ts';
import { Palette } from './palette.svelte.ts';
import { Records } from './records.svelte.ts';
import { Pictures } from './pictures.svelte.ts';
import { Route } from './route.svelte.ts';
import { Sayings } from './said.svelte.ts';
import { SearchState } from './search.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { Session } from './session.svelte.ts';
import { Settings } from './settings.svelte.ts';
import { DraftMarks } from './draft-marks.svelte.ts';
import { Snoozes } from './snoozes.svelte.ts';
import { Sync } from './sync.svelte.ts';
import { TicketPageState } from './ticket.svelte.ts';
import { TicketReads } from './ticket-reads.ts';
import { TimeSheet } from './time-sheet.svelte.ts';
import { TimersState } from './timers.svelte.ts';
import { Triage } from './triage.svelte.ts';
import { TicketCounts, TicketList } from './tickets.svelte.ts';
import { movesWithTime, Views } from './views.svelte.ts';
import { WritingHelps } from './writing-helps.svelte.ts';

/** Everything that the views share. */
export class AppState {
  readonly i18n = new I18n();
  readonly clock = new Clock();
  readonly route = new Route();
  readonly bridge: Bridge;
  readonly session: Session;
  readonly settings: Settings;
  readonly sync: Sync;
  readonly list: TicketList;
  readonly counts: TicketCounts;
  readonly ticket: TicketPageState;
  readonly said = new Sayings();
  readonly dialogs = new Dialogs();
  readonly commands: CommandTable;
  readonly palette: Palette;
  readonly selection: Selection;
  readonly triage: Triage;
  readonly views: Views;
  readonly snoozes: Snoozes;
  readonly draftMarks: DraftMarks;
  readonly composer: Composer;
  readonly early: EarlyWriting;
  readonly files: Files;
  readonly helps: WritingHelps;
  readonly links: Links;
  readonly pictures: Pictures;
  readonly dashboard: DashboardState;
  readonly notifications: Notifications;
  readonly outbox: OutboxState;
  readonly search: SearchState;
  readonly choices: Choices;
  readonly records: Records;
  readonly reads: TicketReads;
  readonly directory: Directory;
  readonly timers: TimersState;
  readonly sheet: TimeSheet;
  readonly desk: Desk;
  #wasLost = false;
  #sessionKey: string | null = null;

  constructor(bridge: Bridge) {
    this.bridge = bridge;
    this.session = new Session(bridge);
    this.settings = new Settings(bridge, this.i18n);
    this.commands = new CommandTable(this.settings, this.route);
    this.sync = new Sync(bridge, this.clock);
    this.list = new TicketList(bridge);
    this.selection = new Selection(bridge, this.list);
    this.triage = new Triage(bridge, this.i18n, this.said);
    this.counts = new TicketCounts(bridge);
    this.ticket = new TicketPageState(bridge);
    this.composer = new Composer(bridge, {
      author: () => this.session.author,
      begin: (ticketId, item) => this.ticket.sketch(ticketId, item),
      end: (ticketId, echo) => this.ticket.endSketch(ticketId, echo),
      drop: (ticketId) => this.ticket.dropSketch(ticketId),
    });
    this.early = new EarlyWriting(bridge, (kind, ticketId) => this.composer.freeKey(kind, ticketId));
    this.helps = new WritingHelps(bridge);
    this.links = new Links(bridge, this.i18n, this.said, this.dialogs, this.settings);
    this.pictures = new Pictures(bridge);
    this.files = new Files(bridge, this.i18n, this.said);
    this.dashboard = new DashboardState(bridge);
    this.notifications = new Notifications(bridge);
    this.outbox = new OutboxState(bridge);
    this.choices = new Choices(bridge);
    this.search = new SearchState(bridge, this.choices, this.helps);
    this.views = new Views(bridge, this.i18n, this.choices);
    this.snoozes = new Snoozes(bridge, this.i18n, this.said);
    this.draftMarks = new DraftMarks(bridge);
    this.records = new Records(bridge);
    this.reads = new TicketReads(bridge, (ticketId) => this.records.tasksOf(ticketId));
    this.directory = new Directory(bridge);
    this.timers = new TimersState(bridge);
    this.sheet = new TimeSheet(bridge);
    const isSent = async (id: string): Promise<boolean> => {
      const item = await bridge.call('outbox.get', { id }).catch(() => null);
      return item?.state === 'sent';
    };
    bridge.on('outbox.changed', ({ ids }) => void this.said.follow(ids, isSent));
    this.desk = new Desk(bridge, this.notifications);
    this.palette = new Palette(bridge, this.commands, this.choices);
  }

  /** Begins to listen and read. Returns the function that ends it. */
  start(): () => void {
    const stops = [
      this.clock.start(),
      this.route.start(),
      this.sync.watchPresence(),
      this.bridge.onLink((state) => {
        this.sync.setLink(state);
        if (state === 'connected' && this.#wasLost) void this.#readAgain();
        this.#wasLost = state === 'lost' || (this.#wasLost && state !== 'connected');
      }),
    ];
    void this.settings.load();
    void this.session.load();
    void this.sync.load();
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Another agent or organisation is signed in: nothing of the one before may show. */
  beginSession(key: string): void {
    if (this.#sessionKey === key) return;
    this.#sessionKey = key;
    this.list.reset();
    this.selection.clear();
    this.ticket.reset();
    this.counts.value = {};
    this.composer.reset(key);
    this.early.reset();
    this.files.reset();
    this.helps.reset();
    this.links.look(null);
    this.pictures.reset();
    this.dashboard.reset();
    this.notifications.reset();
    this.outbox.reset();
    this.search.reset();
    this.choices.reset();
    this.records.reset();
    this.reads.forget();
    this.directory.reset();
    this.timers.reset();
    this.sheet.reset();
    this.said.reset();
    this.dialogs.close();
    this.palette.reset();
    this.views.reset();
    this.snoozes.reset();
    this.draftMarks.reset();
  }

  /** Nobody is signed in: whoever is next begins anew. */
  endSession(): void {
    this.#sessionKey = null;
  }

  /** Days begin at other moments now. */
  readDaysAgain(): void {
    this.list.invalidate();
    this.search.readAgain();
    this.records.readAgain();
    void this.counts.load();
  }

  /** Time went by: what is late, or due by the end of a day, may be more. */
  readDueAgain(): void {
    void this.counts.load();
    this.records.readDueAgain();
    if (movesWithTime(this.views.filterOf(this.list.view))) this.list.invalidate();
  }

  async #readAgain(): Promise<void> {
    this.reads.forget();
    await Promise.all([this.settings.load(), this.session.load(), this.sync.load()]);
    if (this.session.value.phase !== 'ready') return;
    this.list.invalidate();
    this.records.readAgain();
    this.directory.readAgain();
    await Promise.all([
      this.counts.load(),
      this.outbox.loadCounts(),
      this.notifications.load(),
      this.timers.load(),
      this.ticket.reload(),
    ]);
  }
}

const KEY = Symbol('app');

export const provideApp = (app: AppState): AppState => setContext(KEY, app);
export const useApp = (): AppState => getContext<AppState>(KEY);
