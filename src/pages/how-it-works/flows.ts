/** A call and its answer, as one step of a flow. */
export interface Step {
  readonly title: string
  /** What this page sends, in a few words that fit on an arrow. */
  readonly sends: string
  readonly gets: string
  readonly text: string
}

export interface Flow {
  readonly id: 'refresh-token' | 'access-token'
  readonly name: string
  readonly summary: string
  readonly steps: readonly Step[]
  readonly buys: readonly string[]
  readonly costs: readonly string[]
}

export const flows: readonly Flow[] = [
  {
    id: 'refresh-token',
    name: 'With a refresh token',
    summary: 'Two keys: one that opens doors for minutes, and one that only fetches the next.',
    steps: [
      {
        title: 'Sign in',
        sends: 'username, password',
        gets: 'access token + cookie',
        text: 'You give your password once. The page gets an access token that lives for minutes; the browser gets a refresh token in a cookie that no script can read.',
      },
      {
        title: 'Ask for data',
        sends: 'access token',
        gets: 'data',
        text: 'Every request carries the access token. The cookie stays behind: it is never sent along.',
      },
      {
        title: 'Renew',
        sends: 'cookie',
        gets: 'new token + new cookie',
        text: 'Shortly before the access token ends, the cookie is traded for a new pair. The old cookie is spent: if it ever comes back, someone copied it, and the session is ended.',
      },
      {
        title: 'Reload',
        sends: 'cookie',
        gets: 'new token + new cookie',
        text: 'A reload empties the page’s memory, the access token with it. The cookie is still there and fetches the next: you stay signed in.',
      },
      {
        title: 'Sign out',
        sends: 'cookie',
        gets: 'both are over',
        text: 'The server strikes the refresh token off its list and clears the cookie. What is left of the access token ends within minutes.',
      },
    ],
    buys: [
      'A stolen access token is worth minutes.',
      'A session can be ended from anywhere, at once for renewal, within minutes for good.',
      'You stay signed in for days, through reloads and in every tab.',
    ],
    costs: [
      'The server keeps a list of sessions.',
      'Renewal has to be done right: once for all tabs, and never in a way that loses the session.',
    ],
  },
  {
    id: 'access-token',
    name: 'With an access token alone',
    summary: 'One key that opens doors until it ends.',
    steps: [
      {
        title: 'Sign in',
        sends: 'username, password',
        gets: 'access token',
        text: 'You give your password, and get one token that lives for an hour or a day. The page keeps it in memory.',
      },
      {
        title: 'Ask for data',
        sends: 'access token',
        gets: 'data',
        text: 'Every request carries the token. The server checks its signature and needs no list.',
      },
      {
        title: 'The end',
        sends: 'access token, too old',
        gets: 'sign in again',
        text: 'Nothing renews the token. At its end you are told a minute before, and sign in again. Signing out makes the page forget it.',
      },
    ],
    buys: ['Simple: one token, no cookie, no list on the server.', 'Nothing that could go wrong in the background.'],
    costs: [
      'A stolen token is worth its whole life: nobody can take it back.',
      'Signing out forgets the token; it does not end it.',
      'Work is interrupted when it ends, and by each reload.',
    ],
  },
]

export const questions: readonly { readonly question: string; readonly answer: string }[] = [
  {
    question: 'What is a stolen token worth?',
    answer:
      'With a refresh token: minutes, since only the cookie can get the next and the cookie can’t be read. Copied off the disk all the same, it gives itself away at its second use, and the session ends. With an access token alone: everything you may do, until it ends.',
  },
  {
    question: 'Why is the refresh token in a cookie that scripts can’t read?',
    answer:
      'It is the key that matters: whoever has it has the session. An HttpOnly cookie is out of reach of every script, ours too, so a flaw in this page can’t give it away. Its path and SameSite see to it that the browser sends it to the sign-in service of this site and nowhere else. A script that got in could still act while the page is open; it can’t take the session along.',
  },
  {
    question: 'Why is the access token not kept in storage?',
    answer:
      'localStorage and sessionStorage can be read by any script that gets onto the page, at any time, also long after. In memory it is gone with the tab, and no other tab or later visitor finds it there. That makes a theft harder and what is stolen worth less; keeping foreign scripts out comes first, and this site’s policy lets none in.',
  },
]
