import type { State } from './state'
import type { Store } from './store'

const STORE = 'state'
const KEY = 'whole'
/** Raise it when `State` changes its shape: the old database is dropped. */
const VERSION = 1

/**
 * One record in IndexedDB. Its read-write transactions are atomic across tabs and processes, which localStorage, even
 * under a Web Lock, is not: a value another process just wrote may show up late.
 */
export function indexedDbStore(name: string, create: () => State): Store {
  const database = open(name)

  const transact = async <T>(mode: IDBTransactionMode, work: (state: State) => T): Promise<T> => {
    const transaction = (await database).transaction(STORE, mode)
    const records = transaction.objectStore(STORE)
    return new Promise((resolve, reject) => {
      const found = records.get(KEY) as IDBRequest<State | undefined>
      found.onsuccess = () => {
        try {
          const state = found.result ?? create()
          const result = work(state)
          if (mode === 'readwrite') records.put(state, KEY)
          transaction.oncomplete = () => resolve(result)
        } catch (error) {
          reject(error)
          transaction.abort()
        }
      }
      transaction.onabort = () => reject(transaction.error ?? new Error('The mock database took no change.'))
    })
  }

  return {
    read: () => transact('readonly', (state) => state),
    transact: (work) => transact('readwrite', work),
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION)
    request.onupgradeneeded = () => {
      for (const old of request.result.objectStoreNames) request.result.deleteObjectStore(old)
      request.result.createObjectStore(STORE)
    }
    request.onsuccess = () => {
      // A newer build in another tab waits for this one to let go.
      request.result.onversionchange = () => request.result.close()
      resolve(request.result)
    }
    request.onerror = () => reject(request.error ?? new Error('The mock database did not open.'))
  })
}
