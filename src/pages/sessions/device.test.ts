import { describe, expect, it } from 'vitest'
import { deviceOf } from './device'

describe('deviceOf', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox on Windows',
      'computer',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
      'Safari on macOS',
      'computer',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
      'phone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36',
      'Chrome on Android',
      'phone',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Safari on iPad',
      'tablet',
    ],
    [
      'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
      'Chrome on Chrome OS',
      'computer',
    ],
    [
      'Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36',
      'Tizen',
      'tv',
    ],
    ['Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18', 'Opera on Windows', 'computer'],
    ['', null, 'unknown'],
    ['  ', null, 'unknown'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 'Linux', 'computer'],
    ['Mozilla/5.0 (compatible)', null, 'unknown'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot', 'unknown'],
    ['my-script', 'my-script', 'unknown'],
    ['node', 'node', 'unknown'],
    ['curl/8.5.0', 'curl 8.5', 'unknown'],
    ['okhttp/4.12.0', 'okhttp 4.12', 'unknown'],
    ['python-requests/2.31.0', 'python-requests 2.31', 'unknown'],
    ['PostmanRuntime/7.36.0', 'PostmanRuntime 7.36', 'unknown'],
    ['MyCompanyApp/3 CFNetwork/1490 Darwin/23.0', 'MyCompanyApp 3', 'unknown'],
    ['Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7 Mobile)', 'Dalvik 2.1 on Android', 'phone'],
    ['(odd)', null, 'unknown'],
    ['x'.repeat(9000), 'x'.repeat(40), 'unknown'],
  ])('%s', (userAgent, name, kind) => {
    expect(deviceOf(userAgent)).toEqual({ name, kind })
  })
})
