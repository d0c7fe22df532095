/** What people write when a conversation goes on for longer than its template. */
export const FOLLOW_UPS_EN = {
  c: [
    'Is there any news on this?',
    'Just checking in, as I have not heard anything since {weekday}.',
    'I tried it again this morning, with the same result: {err}.',
    'Sorry for the late answer, I was away. It is still the same.',
    'One more thing that I noticed: it only happens after {time}.',
    'My colleague in {city} sees this too.',
    'Adding the serial, in case it helps: {serial}.',
    'That helped for a day, and then it came back.',
    'Understood, I will wait for {weekday} then.',
    'Could somebody call me about this? It is easier to explain.',
    'Thank you, I will try this tonight and let you know.',
    'I have attached what you asked for.',
  ],
  a: [
    'A short update: engineering has reproduced it and is working on it. I will write again by {weekday}.',
    'Thank you for your patience. I am still waiting for the carrier and will ask again today.',
    'Could you restart the device once more and send me the new log?',
    'I have escalated this to the specialists; {agent} stays your contact.',
    'Did the steps from my last message help?',
    'I tried to call you at {time} without luck. When does it suit you?',
    'Noted, I have added it to the case.',
    'We have changed a setting on our side, please try again.',
    'No news yet, but I have not forgotten you.',
    'That is helpful, thank you. It narrows it down to {fw}.',
  ],
} as const;

/** Pasted below a message where a template says {log}. */
export const LOG_LINES_EN = [
  '{stamp} net: associate {serial} channel 44 rssi -{n}',
  '{stamp} net: {err} after 3 attempts',
  '{stamp} cloud: session resumed in 2{n} ms',
  '{stamp} ota: chunk {n}/412 ok',
  '{stamp} app: GET /v2/devices/{serial} 200 {n} ms',
  '{stamp} app: GET /v2/devices/{serial}/events 401 {err}',
  '{stamp} sys: free storage {n} kB',
  '{stamp} rtc: drift {n} ms corrected',
] as const;

export const FOLLOW_UPS_ZH = {
  c: [
    '请问有进展了吗?',
    '从{weekday}到现在还没有收到回复,麻烦跟进一下。',
    '今天早上又试了一次,还是 {err}。',
    '不好意思回复晚了,问题还在。',
    '补充一点:只有 {time} 以后才会出现。',
    '{city}的同事也遇到了同样的问题。',
    '序列号是 {serial},供参考。',
    '好了一天,又出现了。',
    '好的,那我等到{weekday}。',
    '能不能给我打个电话?这样说得清楚一些。',
    '好的,今晚试一下再告诉您。',
    '需要的资料已经附上。',
  ],
  a: [
    '跟您同步一下进度:工程师已经复现问题,{weekday}之前会给您答复。',
    '感谢您的耐心,我们还在等快递公司的回复,今天会再催一次。',
    '麻烦再重启一次设备,并把新的日志发给我们。',
    '已经升级到技术专家,仍由{agent}与您联系。',
    '上一封邮件里的步骤有帮助吗?',
    '{time} 给您打电话没有接通,请问什么时间方便?',
    '好的,已经记录。',
    '我们这边调整了一项设置,请您再试一次。',
    '暂时还没有新的消息,有进展会第一时间通知您。',
    '这个信息很有帮助,谢谢。',
  ],
} as const;
