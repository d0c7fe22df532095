import type { sweepEn } from './sweep-en.ts';

/** 服务端已不存在的内容较多时，移除前的询问。 */
export const sweepZh: typeof sweepEn = {
  asked: (noun, gone, held) => `${held} ${noun}中有 ${gone} ${noun.slice(0, 1)}已不在服务端`,
  hint: '数量超出 Deskhand 可自行移除的范围：可能是误操作，也可能是您的权限有变。在您确认之前不会移除任何内容。',
  remove: '本机也移除',
  keep: '保留',
  failed: '您的选择未被接受',
  nouns: {
    organization: '个组织',
    tickets: '张工单',
    threads: '条消息',
    contacts: '位联系人',
    accounts: '家客户公司',
    agents: '位客服',
    departments: '个部门',
    attachments: '个附件',
    tasks: '个任务',
    contracts: '份合同',
    mailReplyAddresses: '个回信地址',
  },
};
