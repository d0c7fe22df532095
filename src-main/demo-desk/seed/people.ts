import { createRng } from '../rng.ts';

const FIRST = (
  'Olivia,Liam,Emma,Noah,Amelia,Oliver,Charlotte,Elijah,Hannah,James,Lucas,Isabella,Henry,Mia,Theodore,Evelyn,Jack,Harper,Levi,Camila,' +
  'Daniel,Gianna,Samuel,Eleanor,Mateo,Violet,David,Aurora,Joseph,Hazel,Carter,Nora,Owen,Chloe,Wyatt,Lucy,John,Stella,Julian,Penelope,' +
  'Luca,Freya,Hudson,Ingrid,Ezra,Maren,Isaac,Zara,Anthony,Leila,Dylan,Fatima,Caleb,Amara,Nathan,Ximena,Ravi,Ananya,Arjun,Meera,' +
  'Jonas,Klara,Pieter,Sanne,Antoine,Élodie,Björn,Linnea,Tomás,Inês,Yusuf,Elif,Kofi,Abena,Dmitri,Katya,Declan,Siobhán,Hugo,Margot'
).split(',');
const LAST = (
  'Carol,Lawrence,Casie,Whitfield,Nguyen,Sullivan,Peters,Mbeki,Kowalski,Andersson,Romero,Fitzgerald,Okonkwo,Schneider,Dubois,Rossi,Haddad,Iyer,' +
  'Kapoor,Tanaka,Larsen,van Dijk,O’Brien,Murphy,Castellanos,Ferreira,Novak,Petrov,Yilmaz,Mensah,Goldberg,Armstrong,Blackwood,Chambers,Delgado,' +
  'Ellison,Fairchild,Grant,Holloway,Ingram,Jefferson,Kendrick,Lockwood,Mercer,Norwood,Osborne,Prescott,Quinlan,Ramsey,Sinclair,Thorne,Underhill,' +
  'Vasquez,Winslow,Yates,Zimmerman,Hoffmann,Brandt,Lindgren,Moreau'
).split(',');
const ZH_LAST =
  '王,李,张,刘,陈,杨,黄,赵,吴,周,徐,孙,马,朱,胡,郭,何,高,林,罗,郑,梁,谢,宋,唐,许,韩,冯,邓,曹,彭,曾,欧阳'.split(',');
const ZH_FIRST = (
  '伟,芳,娜,敏,静,丽,强,磊,军,洋,勇,艳,杰,涛,明,超,秀英,霞,平,刚,桂英,浩然,子涵,梓萱,宇轩,欣怡,思远,嘉怡,俊杰,晓东,' +
  '雨桐,佳琪,志强,建国,丽华,海燕,文博,诗涵,一鸣,若曦'
).split(',');
const PINYIN =
  'wang,li,zhang,liu,chen,yang,huang,zhao,wu,zhou,xu,sun,ma,zhu,hu,guo,he,gao,lin,luo,zheng,liang,xie,song,tang,xu,han,feng,deng,cao,peng,zeng,ouyang'.split(
    ',',
  );

const COMPANY_A = (
  'Northwind,Harbor,Bluestone,Cedar,Summit,Lakeside,Crescent,Ironbridge,Sunfield,Willow,Redwood,Granite,Silverline,Oakmont,Fairview,Meridian,' +
  'Clearwater,Highland,Kingfisher,Maple,Beacon,Stonegate,Evergreen,Brightwater,Westbrook'
).split(',');
const COMPANY_B = (
  'Logistics,Dental Group,Architects,Hotels,Foods,Law Partners,Clinics,Property Management,Robotics,Bakery,Textiles,Consulting,Schools,' +
  'Energy,Marine,Publishing,Studios,Farms,Insurance,Pharmacy'
).split(',');
const COMPANY_T = ['Inc.', 'Ltd', 'GmbH', 'LLC', 'Co.', 'B.V.', 'AS'];
const ZH_COMPANY =
  '华信科技,远航物流,蓝海酒店,金石建筑,云帆教育,康宁医疗,东方纺织,绿洲物业,星辰传媒,明德律师事务所,海纳食品,锐思咨询,同济口腔,天成电子,和悦餐饮'.split(
    ',',
  );
const ZH_PLACE = '上海,北京,深圳,杭州,成都,广州,苏州,南京,武汉,厦门'.split(',');
const CITY: readonly (readonly [string, string, string])[] = [
  ['Austin', 'TX', 'USA'],
  ['Chicago', 'IL', 'USA'],
  ['Portland', 'OR', 'USA'],
  ['Leeds', 'West Yorkshire', 'United Kingdom'],
  ['Bristol', 'Bristol', 'United Kingdom'],
  ['Hamburg', 'Hamburg', 'Germany'],
  ['Lyon', 'Rhône', 'France'],
  ['Porto', 'Porto', 'Portugal'],
  ['Utrecht', 'Utrecht', 'Netherlands'],
  ['Bergen', 'Vestland', 'Norway'],
  ['Pune', 'Maharashtra', 'India'],
  ['Toronto', 'ON', 'Canada'],
  ['Melbourne', 'VIC', 'Australia'],
  ['Cork', 'Munster', 'Ireland'],
];
const INDUSTRY = [
  'Hospitality',
  'Healthcare',
  'Retail',
  'Real Estate',
  'Manufacturing',
  'Education',
  'Logistics',
  'Professional Services',
  'Automation',
];
const TITLES = [
  'Office Manager',
  'IT Administrator',
  'Facilities Lead',
  'Owner',
  'Operations Manager',
  'Procurement',
  null,
  null,
  null,
];
const MAIL_HOSTS = ['mailbox.example', 'postfach.example', 'inbox.example', 'webmail.example'];

/** Whether the seeded contact `n` writes Chinese (a quarter do). */
export function isChinese(seed: number, n: number): boolean {
  return createRng(seed, 61, n).chance(0.25);
}

export interface AccountSeed {
  name: string;
  website: string | null;
  email: string;
  phone: string;
  industry: string;
  city: string;
  state: string;
  country: string;
  street: string;
  code: string;
  zh: boolean;
  domain: string;
}

function slug(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]+/g, '')
    .toLowerCase();
}

/** The seeded account `n` (from 1). */
export function accountSeed(seed: number, n: number): AccountSeed {
  const r = createRng(seed, 7, n);
  const zh = r.chance(0.25);
  const serial = n > 300 ? ` ${n}` : '';
  if (zh) {
    const place = r.pick(ZH_PLACE);
    const company = r.int(ZH_COMPANY.length);
    const domain = `zh${n}.example`;
    return {
      name: `${place}${ZH_COMPANY[company] as string}${serial}`,
      website: r.chance(0.7) ? `www.${domain}` : null,
      email: `office@${domain}`,
      phone: `+86 ${r.between(10, 29)} ${r.between(10000000, 99999999)}`,
      industry: r.pick(INDUSTRY),
      city: place,
      state: place,
      country: '中国',
      street: `${r.pick(['人民', '中山', '解放', '建设', '和平'])}路${r.between(1, 999)}号`,
      code: String(r.between(100000, 699999)),
      zh,
      domain,
    };
  }
  const a = r.pick(COMPANY_A);
  const b = r.pick(COMPANY_B);
  const domain = `${slug(a)}-${slug(b)}${n}.example`;
  const [city, state, country] = r.pick(CITY);
  return {
    name: `${a} ${b} ${r.pick(COMPANY_T)}${serial}`,
    website: r.chance(0.7) ? `www.${domain}` : null,
    email: `office@${domain}`,
    phone: `+1 ${r.between(201, 989)} 555 ${String(r.int(10000)).padStart(4, '0')}`,
    industry: r.pick(INDUSTRY),
    city,
    state,
    country,
    street: `${r.between(1, 980)} ${r.pick(['Mill', 'Station', 'High', 'Harbour', 'King', 'Orchard'])} Street`,
    code: String(r.between(10000, 99999)),
    zh,
    domain,
  };
}

export interface ContactSeed {
  first: string;
  last: string;
  fullName: string;
  email: string;
  phone: string | null;
  mobile: string | null;
  /** Row of the account, or null for a private customer. */
  account: number | null;
  title: string | null;
  type: string | null;
  city: string | null;
  country: string | null;
  zh: boolean;
}

/** The seeded contact `n` (from 1); `accounts` is how many accounts there are. */
export function contactSeed(seed: number, n: number, accounts: number): ContactSeed {
  const zh = isChinese(seed, n);
  const r = createRng(seed, 6, n);
  const account = r.chance(0.55) ? 1 + Math.floor(r.next() * r.next() * accounts) : null;
  const company = account === null ? undefined : accountSeed(seed, account);
  const type = r.weighted([
    [null, 60],
    ['paidUser', 25],
    ['trial', 8],
    ['vip', 7],
  ] as const);
  if (zh) {
    const at = r.int(ZH_LAST.length);
    const last = ZH_LAST[at] as string;
    const first = r.pick(ZH_FIRST);
    const mobile = `+86 1${r.between(30, 99)}${String(r.int(100000000)).padStart(8, '0')}`;
    return {
      first,
      last,
      fullName: `${last}${first}`,
      email: `${PINYIN[at] as string}${n}@${company?.domain ?? 'youxiang.example'}`,
      phone: r.chance(0.3) ? mobile : null,
      mobile: r.chance(0.7) ? mobile : null,
      account,
      title: r.pick(['采购经理', '行政主管', '店长', '工程师', null, null]),
      type,
      city: r.pick(ZH_PLACE),
      country: '中国',
      zh,
    };
  }
  const first = r.pick(FIRST);
  const last = r.pick(LAST);
  const [city, , country] = r.pick(CITY);
  return {
    first,
    last,
    fullName: `${first} ${last}`,
    email: `${slug(first)}.${slug(last)}${n}@${company?.domain ?? r.pick(MAIL_HOSTS)}`,
    phone: r.chance(0.6) ? `+1 ${r.between(201, 989)} 555 ${String(r.int(10000)).padStart(4, '0')}` : null,
    mobile: r.chance(0.3) ? `+44 7700 9${r.between(10000, 99999)}` : null,
    account,
    title: r.pick(TITLES),
    type,
    city: r.chance(0.5) ? city : null,
    country: r.chance(0.5) ? country : null,
    zh,
  };
}
