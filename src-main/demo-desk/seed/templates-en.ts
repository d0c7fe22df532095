import { MORE_TEMPLATES_EN } from './templates-en-more.ts';
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
  ...MORE_TEMPLATES_EN,
];
