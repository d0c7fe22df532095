import type { Template } from './template.ts';

/** The second half of the English issues of templates-en.ts. */
export const MORE_TEMPLATES_EN: readonly Template[] = [
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
