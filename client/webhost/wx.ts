export const wxApi = {
  getAppBaseInfo: () => ({ language: navigator.language }),
  getStorageSync: (key: string) => JSON.parse(localStorage.getItem(key) ?? '""'),
  redirectTo: ({ url }: { url: string }) => {
    location.hash = url;
    location.reload();
  },
  request(o: any) {
    fetch(o.url, { method: o.method, headers: o.header, body: o.data || undefined }).then(async (r) =>
      o.success({ statusCode: r.status, header: Object.fromEntries(r.headers), data: await r.text() }),
    );
  },
};
