import type { Template } from './template.ts';

/**
 * English issues: `c` the customer, `a` the agent, in the order of the conversation. Words in braces are filled in per ticket.
 * Department numbers are those of company.ts.
 */
export const TEMPLATES_EN: readonly Template[] = [
  {
    department: 2,
    category: 'Connectivity',
    sub: 'Wi-Fi',
    classification: 'Problem',
    subjects: [
      '{product} keeps dropping off Wi-Fi',
      '{product} offline every night since the {fw} update',
      'Connection lost: {product} at our {place}',
    ],
    turns: [
      [
        'c',
        'Since the update to {fw} last {weekday} our {product} loses its connection every night around {time}. It comes back after I unplug it, but I cannot do that from the office.|The router is about {n} metres away and every other device stays online.',
      ],
      [
        'a',
        'Thank you for the details. Firmware {fw} changed how the device roams between 2.4 and 5 GHz, and some networks with one shared name confuse it.|Could you tell me the model of your router, and send the log from Settings > Support > Export log?',
      ],
      [
        'c',
        'It is an ordinary provider box, both bands share one name. The log is attached. You can see "{err}" repeating right before it goes offline.',
      ],
      [
        'a',
        'I see {err} {n} times in the log: the device gives up after three failed re-associations. We have a hotfix, {fw2}, that I have just enabled for serial {serial}. It installs itself tonight between 2 and 4.',
      ],
      ['c', 'Installed. Two nights without a drop so far. I will report back after the weekend.'],
    ],
    notes: [
      'Known issue with band steering, see the engineering note for {fw}. Hotfix {fw2} is fine for this serial.',
      '{mention} could you enable {fw2} for {serial}? Customer has waited since {weekday}.',
    ],
    resolution: 'Enabled firmware {fw2} for {serial}; band steering problem of {fw}.',
  },
  {
    department: 4,
    category: 'Shipping',
    sub: 'Late delivery',
    classification: 'Question',
    subjects: [
      'Where is my order {order}?',
      'Order {order} still not delivered',
      'Delivery of {order} is {days} days late',
    ],
    turns: [
      [
        'c',
        'I ordered a {product} on {date} (order {order}). Tracking has said "in transit" for {days} days now. Can you find out where it is?',
      ],
      [
        'a',
        'I am sorry about the wait. The parcel was scanned in our {city} hub on {date2} and then missed its connection. I have opened a trace with the carrier, who answer within one working day.',
      ],
      ['c', 'Thanks, but I need it before {weekday}: the installer is booked.'],
      [
        'a',
        'Understood. I will not gamble with your installer: a second unit leaves our warehouse today by express, tracking {tracking}. If the first parcel turns up, simply refuse it.',
      ],
      ['c', 'The express parcel arrived this morning. Great service, thank you!'],
    ],
    notes: ['Carrier trace opened, reference {tracking}.', 'Approved express replacement, cost on the carrier claim.'],
    resolution: 'Replacement sent by express ({tracking}); carrier claim filed for the first parcel.',
  },
  {
    department: 3,
    category: 'Invoices',
    sub: 'Charged twice',
    classification: 'Problem',
    subjects: [
      'Charged twice for {plan}',
      'Duplicate payment of {amount} in {month}',
      'Two invoices for the same month',
    ],
    turns: [
      [
        'c',
        'My card statement shows {amount} twice for {plan}, on {date} and again on {date2}. I only have one subscription. Please refund one of them.',
      ],
      [
        'a',
        'You are right, and I apologise. The first payment was reported as failed by the bank, our system tried again, and then both went through. I have released the refund of {amount}; it takes three to five working days.',
      ],
      ['c', 'The refund has not arrived yet and {days} days have passed. My bank says they see nothing pending.'],
      [
        'a',
        'I checked with our payment provider: the refund left on {date2} with reference {ref}. Your bank can find it with that number. I also attach the credit note for your books.',
      ],
      ['c', 'With the reference they found it at once. All good now.'],
    ],
    notes: [
      'Double capture confirmed in the payment log ({ref}).',
      'Third double capture this week, {mention} please look at the retry job.',
    ],
    resolution: 'Refunded {amount}, reference {ref}.',
  },
  {
    department: 1,
    category: 'Account',
    sub: 'Sign-in',
    classification: 'Question',
    subjects: [
      'Cannot sign in to the Zylker app',
      'Password reset mail never arrives',
      'Locked out after changing my phone',
    ],
    turns: [
      [
        'c',
        'I changed my phone and the app now asks for a code from the old one, which I no longer have. The reset mail does not arrive either, I looked in the spam folder too.',
      ],
      [
        'a',
        'I can help with that. For your safety I need to check that the account is yours: please reply with the serial number of any device in it and the city where it was set up.',
      ],
      ['c', 'The serial of the {product} is {serial}, and it was set up in {city}.'],
      [
        'a',
        'Thank you, that matches. I have removed the old phone from the account. Please sign in with your password within the next 24 hours; the app will offer to register the new phone.',
      ],
      ['c', 'It worked, I am back in. Perhaps the app should warn people before they hand in an old phone?'],
      ['a', 'A very fair point. I have passed it on to the app team as a suggestion.'],
    ],
    notes: [
      'Identity checked by serial {serial} and city.',
      'Mail provider greylists our reset mails, second case this week.',
    ],
    resolution: 'Second factor reset after identity check.',
  },
  {
    department: 2,
    category: 'Hardware',
    sub: 'Defective unit',
    classification: 'Problem',
    subjects: [
      '{product} is dead after {days} days',
      '{product} does not power on',
      'Red light on {product}, nothing helps',
    ],
    turns: [
      [
        'c',
        'The {product} that I bought on {date} has stopped working: the light is red and the app says {err}. I tried another power supply and held reset for 30 seconds. Nothing.',
      ],
      [
        'a',
        'Thank you for trying that already. {err} with a steady red light means that the device cannot start its storage. Could you send me a photo of the label underneath?',
      ],
      ['c', 'Photo attached. The serial is {serial}.'],
      [
        'a',
        'That is well within the warranty. I have created return {ref}; a prepaid label is attached, and the replacement leaves as soon as the carrier has scanned your parcel.',
      ],
      ['c', 'Dropped it off today in {city}. How do I move my settings to the new one?'],
      [
        'a',
        'Choose "Replace a device" in the app and scan the new label: rooms, schedules and names move over by themselves.',
      ],
    ],
    notes: ['Batch {serial} has a raised failure rate, tell quality.', 'Replacement approved under warranty.'],
    resolution: 'Replaced under warranty, return {ref}.',
  },
  {
    department: 4,
    category: 'Returns',
    sub: 'Exchange',
    classification: 'Request',
    subjects: [
      'Return of {product}, order {order}',
      'Exchange {product} for another colour',
      'How do I send {order} back?',
    ],
    turns: [
      [
        'c',
        'I would like to return the {product} from order {order}. It works well, it is just too large for the spot. The box is open but complete.',
      ],
      [
        'a',
        'No problem: you have 30 days, and an opened box is fine. The label is attached. Would you like the money back or the smaller model?',
      ],
      ['c', 'The smaller one please, in white if you have it.'],
      [
        'a',
        'White is in stock. I reserved one; it ships the day your parcel arrives here, and the difference of {amount} goes back to your card.',
      ],
      ['c', 'Parcel is on its way, tracking {tracking}.'],
    ],
    notes: ['Reserved one white unit for {order}.'],
    resolution: 'Exchanged; {amount} refunded.',
  },
  {
    department: 2,
    category: 'Integration',
    sub: 'API',
    classification: 'Question',
    subjects: [
      'Webhook answers 401 since {weekday}',
      'API limit for {n} devices?',
      'Local API of {product} returns {err}',
    ],
    turns: [
      [
        'c',
        'We manage {n} devices through your API for {company}. Since {weekday} about one call in {days} fails with {err}. Nothing has changed on our side. A sample of our log is below.{log}',
      ],
      [
        'a',
        'Thank you for the sample, it makes this easy to find. Your integration still sends the old token format, and the grace period ended on {date2}. Renewing the token in the developer console solves it.',
      ],
      ['c', 'We rotated the token on all sites and the errors are gone, except in {city}, where it is still {err}.'],
      [
        'a',
        'The gateway in {city} keeps the old token for six hours. If you restart it, it picks up the new one at once.',
      ],
      ['c', 'Confirmed. Is there a feed for changes like this? We would have liked to know before.'],
      [
        'a',
        'There is: the changelog in the developer console can mail you. I have subscribed your address, tell me if you would rather not have it.',
      ],
    ],
    notes: [
      'Old token format, as in the four other cases of this week.',
      '{mention} can we prolong the grace period for {company}?',
    ],
    resolution: 'Token format renewed, gateway restarted.',
  },
  {
    department: 3,
    category: 'Subscription',
    sub: 'Cancellation',
    classification: 'Request',
    subjects: ['Please cancel {plan}', 'Cancel at the end of {month}', 'Downgrade from {plan}'],
    turns: [
      ['c', 'Please cancel {plan} at the end of {month}. We closed the {place} and no longer need the recordings.'],
      [
        'a',
        'I have set {plan} to end on the last day of {month}; nothing will be charged after that. Recordings stay available for 30 more days, so do export what you want to keep.',
      ],
      ['c', 'Is there a way to export everything at once? There are about {n} clips.'],
      [
        'a',
        'Yes: on the web, choose Recordings > Select all > Export. You get one archive by mail within a few hours.',
      ],
      ['c', 'Got it, thank you. Please also send a final invoice to accounting.'],
    ],
    notes: ['Offered the pause option, customer prefers to cancel.'],
    resolution: 'Cancelled at the end of {month}.',
  },
  {
    department: 1,
    category: 'Product advice',
    sub: 'Before buying',
    classification: 'Question',
    subjects: [
      'Does {product} work without a subscription?',
      'Which lock for a {place}?',
      'Compatibility of {product} with our system',
    ],
    turns: [
      [
        'c',
        'Before I order: does the {product} work without a subscription, and can {n} people use it at the same time? It is for our {place} in {city}.',
      ],
      [
        'a',
        'It does. Everything local works without a subscription: control, schedules, notifications. {plan} adds 60 days of history. Up to 25 people can share one home.',
      ],
      ['c', 'Good. And it speaks Matter, I read? Our other devices come from three makers.'],
      ['a', 'Yes, since {fw}. You can pair it with any Matter controller and keep our app beside it.'],
      ['c', 'Then I will order. Thank you for the quick answers.'],
    ],
    notes: ['Sent the comparison sheet.'],
    resolution: 'Answered; customer orders.',
  },
  {
    department: 2,
    category: 'Mobile app',
    sub: 'Crash',
    classification: 'Problem',
    subjects: [
      'App crashes when I open {product}',
      'App {fw} closes itself on start',
      'Blank screen in the camera view',
    ],
    turns: [
      [
        'c',
        'After the app update to {fw} it closes as soon as I tap the {product}. My partner has the same phone with the previous version, and there it works.{image}',
      ],
      [
        'a',
        'Thank you for the screenshot. We found a crash with rooms whose names contain an emoji. Could you rename the room to plain letters as a test?',
      ],
      ['c', 'Indeed: the room was called "Kitchen" with a little flame. Without it the app stays open.'],
      [
        'a',
        'That confirms it, thank you. {fw2} fixes it and should be in the store by {weekday}. Then the flame may come back.',
      ],
    ],
    notes: ['Crash group {err}, fixed in {fw2}.', 'Linked to the engineering issue, {n} reports so far.'],
    resolution: 'Emoji in room names; fixed in app {fw2}.',
  },
  {
    department: 4,
    category: 'Orders',
    sub: 'Wrong item',
    classification: 'Problem',
    subjects: ['Wrong item in order {order}', 'Received {product} instead of the router', 'Part missing from {order}'],
    turns: [
      [
        'c',
        'Order {order} arrived today, but the box contains a {product} with the plug for another country, and the wall mount is missing.',
      ],
      [
        'a',
        'That is our mistake, I am sorry. I am sending the right plug and a wall mount by letter today, no need to return anything.',
      ],
      ['c', 'The letter has come, but the mount is for the previous model: the holes are {n} mm apart instead of 60.'],
      [
        'a',
        'I owe you a proper solution: a complete new unit with the right parts is on its way ({tracking}), packed and checked by a colleague with the manual in hand.',
      ],
      ['c', 'Everything fits now. Thank you for staying with it.'],
    ],
    notes: ['Picking error, told the warehouse.', '{mention} please check the bin of the old mounts, they are mixed.'],
    resolution: 'New unit sent, {tracking}.',
  },
  {
    department: 1,
    category: 'Privacy',
    sub: 'Data request',
    classification: 'Request',
    subjects: [
      'Request for a copy of my data',
      'Please delete my account and data',
      'Data processing agreement for {company}',
    ],
    turns: [
      [
        'c',
        'I would like a copy of all personal data that you hold about me, and to know how long recordings of our {product} are kept.',
      ],
      [
        'a',
        'We have received your request and will answer within 30 days, usually much sooner. Recordings are kept for as long as your plan says, in your case 60 days, and are encrypted with a key of your home.',
      ],
      ['c', 'Thank you. Please send the export to this address and not to the shared one.'],
      ['a', 'The export is ready; the download link reached you in a separate mail and works for seven days.'],
    ],
    notes: ['Privacy team informed, due on {date2}.'],
    resolution: 'Export delivered.',
  },
  {
    department: 2,
    category: 'Firmware',
    sub: 'Update failed',
    classification: 'Problem',
    subjects: [
      'Update to {fw} stuck at {n}%',
      '{product} in a boot loop after {fw}',
      'Firmware {fw}: rollback possible?',
    ],
    turns: [
      [
        'c',
        'The update to {fw} is stuck at {n}% since {weekday}, and the {product} is blinking blue. Our {place} depends on it, so this is urgent for us.{log}',
      ],
      [
        'a',
        'I understand the urgency. Please leave it plugged in: I am starting a recovery from our side. You should see green blinking within ten minutes.',
      ],
      ['c', 'It blinks green now, but the app shows it twice.'],
      [
        'a',
        'The second entry is the recovered one. Delete the entry marked "unreachable"; your schedules are on the other.',
      ],
      ['c', 'Done, it works. What do I do so that this does not happen again at the next update?'],
      [
        'a',
        'It was caused by a very full storage. {fw2} clears it first. You can also choose the hour of updates in Settings > Maintenance.',
      ],
    ],
    notes: ['Recovered remotely with the service key, {serial}.', 'Storage full: same as the cases in {city}.'],
    resolution: 'Recovered remotely; storage cleared before updates since {fw2}.',
  },
  {
    department: 3,
    category: 'Invoices',
    sub: 'Billing details',
    classification: 'Request',
    subjects: [
      'VAT number missing on invoice {ref}',
      'Please change the billing address',
      'Need a corrected invoice for {month}',
    ],
    turns: [
      [
        'c',
        'The invoice {ref} over {amount} lacks our VAT number, so accounting will not pay it. Please issue a corrected one to {company}.',
      ],
      [
        'a',
        'Of course. I have added the VAT number to your account, and the corrected invoice is attached. Future invoices will carry it by themselves.',
      ],
      ['c', 'One more thing: the address is still the old one. We moved to {city} in {month}.'],
      ['a', 'Changed as well; here is the third and final version. I marked the two earlier ones as cancelled.'],
      ['c', 'Perfect, paid today.'],
    ],
    notes: ['Invoice {ref} cancelled and issued anew.'],
    resolution: 'Invoice corrected.',
  },
  {
    department: 1,
    category: 'Feedback',
    sub: 'Suggestion',
    classification: 'Feature',
    subjects: ['Suggestion: quiet hours per room', 'Feature wish for {product}', 'Please bring back the old dashboard'],
    turns: [
      [
        'c',
        'I like the {product}, but please let us set quiet hours per room. The children sleep at {time}, the kitchen is busy until ten.',
      ],
      [
        'a',
        'That is a good idea, and you are not alone: {n} other customers asked for it. I have added your voice. There is no date yet, I would rather not promise one.',
      ],
      ['c', 'Fair enough. Meanwhile, is there a trick?'],
      ['a', 'There is: a schedule per room that lowers the volume to zero at {time} does nearly the same.'],
    ],
    notes: ['Vote added to the idea "quiet hours per room".'],
    resolution: 'Idea recorded; workaround given.',
  },
  {
    department: 2,
    category: 'Security',
    sub: 'Suspicious activity',
    classification: 'Problem',
    subjects: ['Unknown device in my account', 'Somebody unlocked the {product}?', 'Strange sign-in from {city}'],
    turns: [
      [
        'c',
        'My app shows a sign-in from {city} on {date} at {time}. I was not there. Is somebody in my account? We have a {product} on the front door, so I am worried.',
      ],
      [
        'a',
        'I take this seriously. As a first step I have signed out every device and paused remote unlocking. The sign-in came from the address of a mobile provider. Did somebody in your family travel?',
      ],
      ['c', 'My daughter did, and she has the app! She was in {city} that day. What a relief.'],
      [
        'a',
        'I am glad. Remote unlocking is on again. I would suggest separate users per person: the log then shows names in place of one shared account.',
      ],
    ],
    notes: [
      'Not an intrusion: family member, confirmed by the owner.',
      'Paused remote unlock from {time} on; re-enabled afterwards.',
    ],
    resolution: 'Sign-in was a family member; separate users suggested.',
  },
  {
    department: 4,
    category: 'Spare parts',
    sub: 'Availability',
    classification: 'Question',
    subjects: ['Filter for {product} out of stock', 'Spare parts for {product}', 'Screws for the mount of {product}'],
    turns: [
      [
        'c',
        'The filter for our {product} has been out of stock for {days} weeks. The device reminds us every day that it is due. When will it be back?',
      ],
      [
        'a',
        'The next delivery comes in on {date2}, and I put {n} pieces aside for {company}. I also silenced the reminder for 30 days so that it leaves you alone.',
      ],
      ['c', 'Very kind. Please invoice them to our account.'],
      ['a', 'They left today, tracking {tracking}, invoice follows at the end of the month.'],
    ],
    notes: ['{n} filters reserved from the next delivery.'],
    resolution: 'Delivered {n} filters.',
  },
  {
    department: 1,
    category: 'Training',
    sub: 'Onboarding',
    classification: 'Request',
    subjects: [
      'Setting up {n} devices for {company}',
      'Onboarding for our new {place}',
      'Can you show our team the admin console?',
    ],
    turns: [
      [
        'c',
        'We are opening a {place} in {city} and want to install {n} devices in one go. Is there a way that does not take an evening per room?',
      ],
      [
        'a',
        'There is: prepare a list with names and rooms, import it in the admin console, and then only scan the labels on site. I attach the template, two rows are filled in as an example.',
      ],
      ['c', 'The import says {err} in row {days}. What is wrong with it?'],
      ['a', 'Row {days} has a serial with the letter O in place of a zero. With a zero it goes through, I tried it.'],
      ['c', 'That was it. {n} devices online in two hours. Thank you!'],
    ],
    notes: ['Large customer, {n} devices, treat well.', '{mention} wants to visit them in {city} next month.'],
    resolution: 'Imported {n} devices.',
  },
  {
    department: 2,
    category: 'Video',
    sub: 'Quality',
    classification: 'Problem',
    subjects: [
      'Night picture of {product} is all white',
      'Recordings of {product} have gaps',
      'Sound out of sync on {product}',
    ],
    turns: [
      [
        'c',
        'At night the picture of the {product} at our {place} is nearly white, by day it is fine. I attach one frame.{image}',
      ],
      [
        'a',
        'That looks like the infrared light reflecting from something close, often a spider web or the edge of the eaves. Could you wipe the glass and turn the camera down by a few degrees?',
      ],
      ['c', 'There was a web indeed! Better, but the left side still glows.'],
      [
        'a',
        'Then the wall is in view of the infrared light. In Settings > Night you can dim the left half; {n}% is a good start.',
      ],
      ['c', 'With that the picture is clear. I would never have found it.'],
    ],
    notes: ['Added the spider web to the macro list. Again.'],
    resolution: 'Glass cleaned, infrared dimmed on the left.',
  },
  {
    department: 3,
    category: 'Orders',
    sub: 'Quote',
    classification: 'Request',
    subjects: ['Quote for {n} x {product}', 'Volume discount for {company}', 'Proforma invoice needed for {order}'],
    turns: [
      ['c', 'Please send a quote for {n} pieces of {product}, delivered to {city}, with {plan} for two years.'],
      [
        'a',
        'The quote is attached: {amount} a piece, delivery included, valid until {date2}. From 50 pieces on I may offer another five percent.',
      ],
      ['c', 'Our buyer asks for payment within 45 days and for the purchase order number {ref} on the invoice.'],
      ['a', 'Both are fine. The new version of the quote carries the number; simply answer "ordered" and it goes out.'],
      ['c', 'Ordered.'],
    ],
    notes: ['Discount approved up to 5%.', 'Credit check for {company} is fine.'],
    resolution: 'Quote accepted, order {order}.',
  },
];

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
