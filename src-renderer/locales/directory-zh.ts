import type { Messages } from './en.ts';

/** 客服、部门与组织。 */
export const directoryZh: Pick<Messages, 'directory'> = {
  directory: {
    state: '哪些客服',
    states: { active: '在用', disabled: '已停用', all: '全部' },
    disabled: '已停用',
    ofDepartment: (name) => `部门：${name}`,
    openTickets: '未结工单',
    noDepartments: '不属于任何部门。',
    isDefault: '默认部门',
    notEnabled: '未启用',
    countAgents: (_count, shown) => `${shown} 位客服`,
    addresses: '回复发件地址',
    noAddresses: '没有自己的发件地址。',
    noAgents: '这个部门还没有客服。',
    organization: {
      portalName: '门户名称',
      portalUrl: '客户门户',
      phone: '电话',
      edition: '服务套餐',
      role: '您的角色',
      isAdmin: '管理员',
      isMember: '客服',
    },
  },
};
