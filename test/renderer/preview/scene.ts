import type { SessionState } from '../../../src-preload/contract/session.ts';
import type { Settings } from '../../../src-preload/contract/settings.ts';
import type { Snooze } from '../../../src-preload/contract/snoozes.ts';
import {
  type SavedView,
  type TicketFieldValues,
  viewFilter,
  type ViewLook,
} from '../../../src-preload/contract/views.ts';
import type { TicketView } from '../../../src-preload/contract/tickets.ts';
import { ScriptedError, type Script } from '../../fakes/transport.ts';
import { channelTimeline, contact, longTexts, makeDetail, makeRow, timeline } from './data.ts';
import { hostileScript } from './hostile.ts';
import { recordsScript } from './records.ts';
import { settingsScript } from './settings.ts';
import { timeScript } from './time.ts';
import { echoes, writingScript } from './writing.ts';

const profiles = [
  {
    id: 'us',
    label: 'United States',
    accountsUrl: 'https://accounts.zoho.com',
    deskUrl: 'https://desk.zoho.com',
    hasClient: false,
  },
  {
    id: 'demo',
    label: 'Demo desk',
    accountsUrl: 'http://127.0.0.1:4100',
    deskUrl: 'http://127.0.0.1:4100',
    hasClient: true,
  },
];
const agents = ['Carol Jensen', 'Jade Liu', '王芳', 'Tom Okafor', 'Priya Raman', '李明远', 'Ana Sofia Reis'].map(
  (name, index) => ({
    id: String(index + 1),
    name,
    email: `agent${index + 1}@zylker.example`,
    isActive: true,
  }),
);
const FIRST_NAMES = ['Anna', 'Bjørn', 'Chloé', 'Dmitri', 'Elif', 'Farid', 'Giulia', 'Hans-Joachim', 'Inês', 'Jürgen'];
const LAST_NAMES = ['van der Meer', 'Ølgaard', 'Papadopoulos-Schmidt', 'Tanaka', 'O’Brien'];
/** Fifty of a larger desk, with names of every length. */
const manyAgents = Array.from({ length: 50 }, (_, index) => ({
  id: String(index + 1),
  name: agents[index]?.name ?? `${FIRST_NAMES[index % 10] ?? ''} ${LAST_NAMES[Math.floor(index / 10)] ?? ''}`,
  email: `agent${index + 1}@zylker.example`,
  isActive: true,
}));
const organization = { id: '652853630', name: 'Zylker', portalName: 'zylker' };

function sessionOf(scene: string, problem: string | null): SessionState {
  const trouble =
    problem === null
      ? null
      : {
          code: problem as 'denied',
          message: 'The service said: invalid_scope',
          ...(problem === 'badScope' ? { scopes: ['Desk.tasks.ALL', 'Desk.contacts.READ'] } : {}),
        };
  switch (scene) {
    case 'signedOut':
      return { phase: 'signedOut', profiles, defaultProfileId: 'demo', problem: trouble };
    case 'waiting':
      return {
        phase: 'signingIn',
        profileId: 'demo',
        authorizationUrl:
          'http://127.0.0.1:4100/oauth/v2/auth?response_type=code&client_id=1000.DEMO&scope=Desk.tickets.ALL',
        expiresAt: Date.now() + 287_000,
      };
    case 'organization':
      return {
        phase: 'choosingOrganization',
        organizations: [organization, { id: '652853631', name: '卓豪（中国）有限公司', portalName: 'zylkercn' }],
      };
    case 'agent':
      return { phase: 'choosingAgent', organizationName: 'Zylker', agents };
    case 'starting':
      return { phase: 'starting' };
    default:
      return {
        phase: 'ready',
        profileId: 'demo',
        deskUrl: 'http://127.0.0.1:4100',
        organization,
        agent: agents[0]!,
        problem: trouble,
      };
  }
}

const views: SavedView[] = [
  {
    id: 'v-1',
    name: 'Urgent, mine',
    filter: viewFilter.parse({ statusTypes: ['Open'], priorities: ['Urgent', 'High'], assigneeIds: ['me'] }),
    sort: { by: 'due', descending: false },
  },
  {
    id: 'v-2',
    name: '退款',
    filter: viewFilter.parse({ text: '退款' }),
    sort: { by: 'recent', descending: true },
  },
];
const ticketFields: TicketFieldValues = {
  channels: ['Email', 'Phone', 'Web', 'Chat'],
  categories: ['Hardware', 'Billing'],
  classifications: ['Question', 'Problem'],
  products: [
    { id: '71', name: 'Printer ZX' },
    { id: '72', name: 'Reader LC' },
  ],
  customFields: [
    { name: 'Region', kind: 'choice', type: 'text', values: ['North', 'South'] },
    { name: 'numberOfDevices', kind: 'number', type: 'number', values: [] },
    { name: 'Warranty', kind: 'flag', type: 'flag', values: [] },
    { name: 'Until', kind: 'date', type: 'text', values: [] },
    { name: 'Parts', kind: 'list', type: 'list', values: ['Drum', 'Tray'] },
  ],
  tags: ['printer', 'refund', 'vip'],
};

/** A believable core; `scene`, `theme`, `lang`, `density`, `connection`, `total`, `problem` come from the address. */
export function sceneScript(params: URLSearchParams): Script {
  const get = (name: string, fallback: string): string => params.get(name) ?? fallback;
  let settings: Settings = {
    theme: get('theme', 'system') as Settings['theme'],
    language: get('lang', 'system') as Settings['language'],
    density: get('density', 'comfortable') as Settings['density'],
    sidebarWidth: 200,
    listWidth: 320,
    panelWidth: 260,
    panelFolded: false,
    departmentsFolded: false,
    sidebarFolded: false,
    lastDepartmentId: '',
    keys: {},
    timeZone: 'agent',
    remoteImages: 'ask',
    linkPreview: true,
    spellcheck: true,
    keepInTray: true,
    updateAddress: '',
    openAtLogin: false,
    trayShortcut: '',
    depthToldTo: [],
  };
  const total = Number(get('total', '128'));
  let savedViews = views;
  let looks: Record<string, ViewLook> = {};
  let snoozed: Snooze[] = [];
  const drafts = params.has('drafts') ? 3 : 0;
  const totalOf = (view: string): number =>
    view === 'drafts' ? drafts : ((totals as Record<string, number>)[view] ?? 17);
  const totals: Record<TicketView, number> = {
    myOpen: total,
    unassigned: 14,
    overdue: 3,
    allOpen: 402,
    closed: 20_000,
  };
  const first = params.get('first') === '1';
  const threads = Number(get('threads', '0'));
  const asOf = first ? null : Date.now() - 120_000;
  const bySeed = new Map(Array.from({ length: 500 }, (_, index) => [makeRow(index).id, makeRow(index)]));
  return {
    ...recordsScript(params),
    ...writingScript(params),
    ...timeScript(params),
    ...settingsScript(params),
    'app.info': () => ({
      version: '0.1.0',
      host: 'browser',
      dataDir: '/data',
      secretStore: 'file',
      isSecretStoreWeak: params.has('weak'),
      platform: 'linux',
      isShortcutRefused: false,
      notices: [],
    }),
    'app.openLink': () => null,
    'app.acceptWeakSecrets': () => null,
    'app.noteFailure': () => null,
    'app.quit': () => null,
    'session.get': () => sessionOf(get('scene', 'ready'), params.get('problem')),
    'session.signIn': () => null,
    'session.cancelSignIn': () => null,
    'session.chooseOrganization': () => null,
    'session.chooseAgent': () => null,
    'session.signInAgain': () => null,
    'session.signOut': () => null,
    'settings.get': () => settings,
    'settings.update': (patch) => (settings = { ...settings, ...patch } as Settings),
    'sync.status': () => ({
      connection: get('connection', 'online') as 'online',
      since: Date.now() - 900_000,
      reason: null,
      cause: get('cause', '') === '' ? null : (get('cause', '') as 'dns'),
      asOf,
      progress: params.has('progress') ? { noun: 'threads', done: Number(params.get('progress')), total: 2000 } : null,
      calls: 341,
      creditsRemaining: 74_210,
      clockOffsetMs: 0,
      depth: { range: 90, departmentIds: null, attachmentBytes: 5 * 1024 * 1024 },
      allowance: 'all',
      perNoun: {
        tickets: asOf,
        ticketFields: asOf,
        closedTickets: asOf,
        tasks: asOf,
        contacts: asOf,
        accounts: asOf,
        agents: asOf,
        departments: asOf,
        contracts: asOf,
        mailReplyAddresses: asOf,
        sweep: asOf,
      },
      reach: { isListed: !first, closed: 'since', closedSince: Date.now() - 90 * 86_400_000, departments: null },
      creditsToday: 312,
      sweepQuestion: params.has('sweep')
        ? {
            noun: get('sweep', '') === 'contacts' ? 'contacts' : 'tickets',
            gone: 214,
            held: 2_000,
            askedAt: 1_764_000_000_000,
          }
        : null,
    }),
    'sync.now': () => null,
    'sync.focus': () => null,
    'sync.presence': () => null,
    'tickets.list': ({ view, offset, limit }) => ({
      rows: Array.from({ length: Math.max(0, Math.min(limit, totalOf(view) - offset)) }, (_, index) => ({
        ...makeRow((offset + index) * (view === 'drafts' ? 2 : 1), view === 'closed'),
        isSpam: view === 'spam',
        custom: { Region: index % 2 === 0 ? 'North' : 'South' },
      })),
      total: totalOf(view),
    }),
    'tickets.ids': ({ view, limit }) => ({
      ids: Array.from({ length: Math.min(limit, totalOf(view)) }, (_, index) => makeRow(index, view === 'closed').id),
      total: totalOf(view),
    }),
    'tickets.statusTypes': () => ({ 'Waiting for parts': 'On Hold', Escalated: 'Open' }),
    'tickets.counts': () => ({
      ...totals,
      snoozed: snoozed.length,
      spam: Number(get('spam', '0')),
      'dept-501': 251,
      'dept-502': 96,
      'dept-503': 55,
      'v-1': 17,
      'v-2': 10_001,
    }),
    'tickets.get': ({ id }) => {
      if (params.has('fails')) throw new ScriptedError({ code: 'internal', message: 'The disk is full.' });
      if (params.has('gone')) return null;
      const detail = makeDetail(bySeed.get(id) ?? { ...makeRow(0), id });
      return params.has('texts') ? { ...detail, ...longTexts } : detail;
    },
    'tickets.timeline': () => {
      if (params.has('channels')) return channelTimeline;
      if (params.has('echo')) return [...timeline.slice(0, 6), ...echoes()];
      if (threads === 0) return timeline;
      const tall = (index: number): object =>
        params.has('tall')
          ? { contentType: 'html', content: '<p><b>Line</b> after line of a mail.</p>'.repeat(3 + ((index * 7) % 23)) }
          : {};
      return Array.from({ length: threads }, (_, index) => ({
        ...timeline[index % 6]!,
        ...tall(index),
        id: `${index}`,
      })) as typeof timeline;
    },
    'contacts.get': () => contact,
    'accounts.get': () => ({
      id: '77',
      name: 'Zylker Travels',
      website: 'https://www.zylker.example',
      phone: '+1 888 900 9600',
      industry: 'Travel',
      asOf: Date.now(),
    }),
    'agents.list': () => (params.has('many') ? manyAgents : agents),
    'views.list': () => ({ views: savedViews, looks }),
    'views.fields': () => ticketFields,
    'views.count': () => ({ count: 17 }),
    'views.save': ({ id, ...view }) => {
      const saved = { id: id ?? `v-${savedViews.length + 1}`, ...view };
      savedViews = savedViews.some((one) => one.id === saved.id)
        ? savedViews.map((one) => (one.id === saved.id ? saved : one))
        : [...savedViews, saved];
      return saved;
    },
    'views.delete': ({ id }) => {
      const gone = savedViews.find((one) => one.id === id) ?? null;
      savedViews = savedViews.filter((one) => one.id !== id);
      return gone;
    },
    'views.reorder': ({ ids }) => {
      savedViews = ids.flatMap((id) => savedViews.find((one) => one.id === id) ?? []);
      return null;
    },
    'views.setLook': ({ id, look }) => {
      looks = { ...looks, [id]: look };
      return null;
    },
    'snoozes.list': () => snoozed,
    'snoozes.set': ({ ticketIds, until }) => {
      snoozed = ticketIds.map((ticketId) => ({ ticketId, until, since: Date.now() }));
      return null;
    },
    'snoozes.end': () => {
      snoozed = [];
      return null;
    },
    'departments.list': () => [
      { id: '501', name: 'Support', isEnabled: true },
      { id: '502', name: 'Billing', isEnabled: true },
      { id: '503', name: '技术部', isEnabled: true },
    ],
    ...(params.has('hostile') ? hostileScript() : {}),
  };
}
