/** The invented company whose desk this is: Zylker, maker of smart-home devices with a cloud subscription. */

export interface DepartmentSeed {
  name: string;
  portalName: string;
  description: string;
  addresses: readonly { address: string; name: string; active: boolean }[];
}

export const DEPARTMENTS: readonly DepartmentSeed[] = [
  {
    name: 'Customer Support',
    portalName: 'Support',
    description: 'First line for everything that people ask about Zylker products.',
    addresses: [
      { address: 'support@zylker.example', name: 'Zylker Support', active: true },
      { address: 'help@zylker.example', name: 'Zylker Help', active: false },
    ],
  },
  {
    name: 'Technical Services',
    portalName: 'Technical help',
    description: 'Devices, firmware, networks and integrations.',
    addresses: [{ address: 'tech@zylker.example', name: 'Zylker Technical Services', active: true }],
  },
  {
    name: 'Billing',
    portalName: 'Billing',
    description: 'Invoices, subscriptions, refunds and tax documents.',
    addresses: [{ address: 'billing@zylker.example', name: 'Zylker Billing', active: true }],
  },
  {
    name: 'Orders & Returns',
    portalName: 'Orders and returns',
    description: 'Shipping, exchanges, warranty returns and the spare parts store.',
    addresses: [{ address: 'orders@zylker.example', name: 'Zylker Orders', active: true }],
  },
  {
    name: '中文支持',
    portalName: '中文客户服务',
    description: '为大中华区客户提供中文支持。',
    addresses: [
      { address: 'zhichi@zylker.example', name: 'Zylker 中文支持', active: true },
      { address: 'shouhou@zylker.example', name: 'Zylker 售后', active: true },
    ],
  },
];

export interface AgentSeed {
  first: string;
  last: string;
  email: string;
  /** Numbers of departments, from 1. */
  departments: readonly number[];
  /** 1 Administrator, 2 Agent, 3 Light agent (limited fields and departments). */
  profile: 1 | 2 | 3;
  role: string;
  langCode: string;
  disabled?: boolean;
}

/** Row 1 is the agent who signs in by default. */
export const AGENTS: readonly AgentSeed[] = [
  {
    first: 'Jade',
    last: 'Tywin',
    email: 'jade@zylker.example',
    departments: [1, 2, 3, 4, 5],
    profile: 1,
    role: 'Support Lead',
    langCode: 'en_US',
  },
  {
    first: 'Marco',
    last: 'Bellini',
    email: 'marco@zylker.example',
    departments: [1, 4],
    profile: 2,
    role: 'Support Agent',
    langCode: 'it_IT',
  },
  {
    first: 'Aisha',
    last: 'Rahman',
    email: 'aisha@zylker.example',
    departments: [1, 2],
    profile: 2,
    role: 'Support Agent',
    langCode: 'en_GB',
  },
  {
    first: 'Tom',
    last: 'Okafor',
    email: 'tom@zylker.example',
    departments: [2],
    profile: 2,
    role: 'Field Engineer',
    langCode: 'en_GB',
  },
  {
    first: 'Ingrid',
    last: 'Solheim',
    email: 'ingrid@zylker.example',
    departments: [2],
    profile: 2,
    role: 'Firmware Specialist',
    langCode: 'en_GB',
  },
  {
    first: 'Daniel',
    last: 'Weiss',
    email: 'daniel@zylker.example',
    departments: [3],
    profile: 2,
    role: 'Billing Specialist',
    langCode: 'de_DE',
  },
  {
    first: 'Priya',
    last: 'Nair',
    email: 'priya@zylker.example',
    departments: [3, 1],
    profile: 2,
    role: 'Billing Specialist',
    langCode: 'en_IN',
  },
  {
    first: 'Sofia',
    last: 'Marques',
    email: 'sofia@zylker.example',
    departments: [4],
    profile: 2,
    role: 'Returns Agent',
    langCode: 'pt_PT',
  },
  {
    first: 'Luke',
    last: 'Harding',
    email: 'luke@zylker.example',
    departments: [4, 1],
    profile: 2,
    role: 'Returns Agent',
    langCode: 'en_US',
  },
  {
    first: '慧',
    last: '林',
    email: 'linhui@zylker.example',
    departments: [5],
    profile: 2,
    role: '中文客服',
    langCode: 'zh_CN',
  },
  {
    first: '子轩',
    last: '王',
    email: 'wangzixuan@zylker.example',
    departments: [5, 2],
    profile: 2,
    role: '中文客服',
    langCode: 'zh_CN',
  },
  {
    first: '雅婷',
    last: '陈',
    email: 'chenyating@zylker.example',
    departments: [5, 3],
    profile: 2,
    role: '中文客服主管',
    langCode: 'zh_CN',
  },
  {
    first: 'Nora',
    last: 'Lindqvist',
    email: 'nora@zylker.example',
    departments: [4],
    profile: 3,
    role: 'Warehouse Liaison',
    langCode: 'en_GB',
  },
  {
    first: 'Greg',
    last: 'Paulson',
    email: 'greg@zylker.example',
    departments: [1],
    profile: 2,
    role: 'Support Agent',
    langCode: 'en_US',
    disabled: true,
  },
];

/** The password of every seeded agent. */
export const DEMO_PASSWORD = 'zylker-demo';

export const PROFILES = ['Administrator', 'Agent', 'Light Agent'] as const;

export interface ProductSeed {
  name: string;
  model: string;
  zh: string;
}

export const PRODUCTS: readonly ProductSeed[] = [
  { name: 'Zylker Hub 3', model: 'HB-300', zh: 'Zylker 智能网关 3' },
  { name: 'Zylker Thermostat T2', model: 'TH-220', zh: 'Zylker 温控器 T2' },
  { name: 'Zylker Cam Pro', model: 'CM-510', zh: 'Zylker 摄像头 Pro' },
  { name: 'Zylker Mesh Router X5', model: 'MR-X5', zh: 'Zylker 路由器 X5' },
  { name: 'Zylker Door Lock S', model: 'DL-110', zh: 'Zylker 智能门锁 S' },
  { name: 'Zylker Air Purifier 400', model: 'AP-400', zh: 'Zylker 空气净化器 400' },
  { name: 'Zylker Watch Active', model: 'WA-20', zh: 'Zylker 运动手表' },
  { name: 'Zylker Doorbell Mini', model: 'DB-60', zh: 'Zylker 门铃 Mini' },
];
