import type { connectionEn } from './connection-en.ts';

/** 状态栏上说明为何连不上服务端。 */
export const connectionZh: typeof connectionEn = {
  dns: '找不到服务端的域名：没有网络，或域名解析出了问题。',
  unreachable: '连不上服务端。',
  tls: '在这个网络上，服务端的证书不可信。',
  proxy: '应答的不是服务端本身，多半是网络里的代理。',
  cut: '连接中断了。',
  timeout: '服务端没有按时应答。',
  captivePortal: '收到的是网页而不是应答：这个网络可能需要先登录。',
  service: '服务端自身出了问题。',
  unreadable: '服务端的应答无法读取。',
  tooLarge: '服务端的应答太大，无法读取。',
  credits: '贵组织今天的 API 额度已用完。',
  busy: '服务端暂时不接受更多请求。',
};
