import { gunzipSync } from 'node:zlib';

/** Files laid out as EMAN2 does (libEM/hdfio2.cpp), written by h5py 3.13.0, packed with gzip and in base64. */
const packed: readonly (readonly [name: string, file: string])[] = [
  [
    'one volume of floats',
    'H4sIAA1YCGsC/+2XvUsjQRjGZ3cNt9HNXQIBPxAupcVxpLCwNCGRbdSgghYHGlAugROEa3I2ilhECwliKWJhkULEysLCQiwsRKzESlIGq/wBx+mTzDt6szE578xdc+8TfszMzsfCzJtn31lzE0OB9p52UZVtizYRFD/rnnTTo7dV/wyVBpV5Koumem7U+rroeYjW946bGEsmq6PvPVLvKflkaQvW/yg3GUtVyylqqyg9N/Vxw4khLR7dV763Ufy6lmxnfC+L37Kf45fjtz5+8z59XHY+/Xnua+vid3xkNFGNYBV3EUv3a28csxr5gKX5QJBOMNoh2+pcf+UD7lv2AfaBeh8o+PVxUU9e1Wof6Hujr5+i9oKfz6iZ1Pffu1+OGKD9dPCzpY9nZ6fn0zl5zrb6zw9q+/7kL75n/aXcLduVF/rLbpD9hf2l3l8qgWfyjL/oL/kO3V8OqX0V4DNqnmdIH1AbZyhfseQDStdwT5dSaVvj5121pUKR99QXEZ226Fx6HGfX+k3TNKRvSAeyjHJIdx6lzD/dD29cFd5xjPy5Svj4zMSEKIISSFG9DMJxIfrBFeoOyiiYADnQCxLgC1gH+bicE0T5AbhgFvRRPQNWwRb4BJbBJtgDRzR/GxyCM3BKc1ZAAeyAfbBB9QNwAi5BERyDC3ALKjT/GtyBH+B7nM+axWKxWKyne6s3D3ce76OOCCPLSg7HRj6mF7K5aXlvbZQ3qrw+fDAZa77Otxats/hb6zwA0CE+RNgaAAA=',
  ],
  [
    'integers that are rendered into 12 bits, packed',
    'H4sIAA1YCGsC/+v0cHHj5ZLiYgABDg4GFgYBBmTwHwoYNND4UJAApRmhdAeUXsEEE2cEy0lAxQWh5qOrCwlydQWp/o8GYPY8YIXQHAyjYCQCD1fHABAdAeXDUukJJlR1vi5uKOnRg0J7caVfD2YIP4OVuPT7gnM0/Y6mX8z028GKqi4zNzE9tZh66TfYz98FlIJh6U6BGbW8Rk/HowBXOcCMUg4IQGPQgBvCh8UroXLAg2+0HBgtBzDLgQmcqOoM0NpV1C4HNNhRzQ+A8gs4R+MIH4DV/+jhxcNgAQ1PHiDkgJTjmSnxuYkVkHjmgOV5B5RwR5QvHFjLFw01CP8GI3HlywKB0fJltHzBLF8+8GJpZ9CwfOngRi1fNkD5F3hH4wh/O4MNEmaMMD60XGGGCECba8B+OgTAmm24xQXARoHSARNSimCFljdMzExgg7kZFMB8Rkbk8oiRISU1LSexJBVuLgdQHdhcJpYXgogoZoFaidQbc6BKeKCnqwn8o2mEHACqN0BtWPR6Q59I/Rpy2NsluEA4VD3MfCYC6tvlUPm40jPTaFSOglEwCkbBKBgFo2AUjIJRQHNQEZecoJFWcUrgYMWsj1oT9pyVOP5lQqboYt3LrstEnsmf+epz6szxGZsjFkUwvHzLrVYRt/vsi+MlDSdnVEp+ZlPY2XtzUiq/t/ZmltNSYtXXTq8J1PkfIbZp16aZmxgZHmhzZVTE3T625qTR7Nb+rRO3Snv4pYgmzj437cCvmVvn+nbVyu7WvO27TaqMlY+Rj2FHG8fq0fgYBaNgFIyCUTAK6AFg817o4/g88PksHgYRBg4GV19HP73EgsyKeMi8l6CCPHQMT4FBnINBvB5qHmz8UGRduCN+cyqpZE4VmeaIg+fzwOYUl+QXpabEF6XmpaQWJWWWFEPm9WDmIZvDA6c9oOJiCPegmJObmUeEuxiINw8840jYvCpnEAkAzAg6aAAoAAA=',
  ],
  [
    'an image a section',
    'H4sIAA5YCGsC/+1Yz08TQRT+dpcNW2ixNRiwWqkpIPFX0MSImhhqWlxNKASJkBhTa1RsDJHEmFQP4rHeOHrkyMnwZ3j06JFjjz16w1nmTcNMKVJbDZT3HfZ1Zl5mt2/eft97+8XPTEV64j0I4HnoQhS7sU2ojOpjtf6MrEW2THbDVvPWztogzcdof9Nvfi6bDby3Daj7bLnSemAcR/jZ9GxgF2mssvS7rftNZ6a0fPRbvG+j/PUdOX7tHix/KyHOX87f+vwtu7pfcbmw9PJd+/L3UW4mE2Swyruko/O1mceMRjzgaDwQpRMc75Vjda5/4gG/T9pBDinzQPA+kl0L6X7jZK+RvW7UWRMt8sBYt77fLI1XQnxG+0HpvxmvMJ2IJX6FRZR3eLz4Ir9cKEm+8JT2T2pxt2vn6u7JL5XTclw9IL+sR7nOYH6przOqkT3qDLS7znBqeVfu1fllk8Y/Ivpz/YzrfjhDvJjQdXIrqft554nHUp1WZ0geUH/Uwpi0tpzoIj9VrpljR0TWIr6xd0XaFScTzNu23MijyDpWJUaRNJ7k86GIh6lbayf4Hf87dKMPp3AWEXFNYARXEEcKl3EDd3FB1Bl3kEVGrAzjkqg2buGiuN7GPTzETaFZDzCHJ2I9J5jlOQpiJS04YwaPcV9cF5DHEubxFK/wFiWx/gbvsYpPHHYGg8FgMA5B32rW4eFaPxpGv6iystPp3NXCSrGUl31rLDlENWYSAx4GVo3vEP3fFtL77/OhTft8bGqfRv10dai5fnrjHPfT3E/X99OTiX/bT///PjB68ij1gV8TnJut6ID5neW46cCvkeZ0YHOYdYB1oF4H/FSn6cDEkdKB9RTnZis6YH5H71Qd+A30dOPf6CYAAA==',
  ],
];
/** The files by what they hold. */
export const emanFiles: readonly (readonly [name: string, bytes: Uint8Array])[] = packed.map(
  ([name, text]) => [name, new Uint8Array(gunzipSync(Buffer.from(text, 'base64')))] as const,
);
