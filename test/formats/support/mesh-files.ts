import { gunzipSync } from 'node:zlib';

/**
 * One pyramid of 5 vertices and 6 triangles, the base as a quad where the format takes one, as meshio 5.3.5, trimesh 4.5.1 and
 * VTK 9.3.0 wrote it; packed with gzip and in base64.
 */
const packed: Readonly<Record<string, string>> = {
  'meshio, PLY binary':
    'H4sIAGRWCGsC/32PQa7CIBBA1bpi/Q8wC5falFYa48I08QruG9qOkYRCQ9GIp5eSqlHzJRngvWEG6KQjR21abqESihtXSmGtxBJVI7gCG' +
    'iek1m2LysLeILfYQOWgxf4kNFxYnMVsCWmS5itKV2l+oGzL2Jbm8SZZJzQjKDEUX9BYvAIjndGd3zto9LmSCNcv477M7dnmyGuE/HVAit' +
    '7CWSi7AT9l6XhPKfzza+yJ/0Z5Qt6gIZOfY1H89ut/8p/+r3iv2xXRsMx8TH0EiEYRYLDzAaajDfBIB4jG3gPcAc41cyuxAQAA',
  'meshio, PLY text':
    'H4sIAGRWCGsC/2WN0Q6CMAxF3/sV/QBZaMfQ+Oov+G4Gq3EJMDKmEb/eYdRoeGjvPb1pO3YznEPsbUI7td4jqRLa0PcyJDxEsUkcNjP2M' +
    'l18wJtRWpkNcsl1QVRwfSSzN2ZPtdrxlnUF0slr+SYxyR0NjDGM2c/owrXpBO+rybyaPL5nzraV3yOdnxJe/ZB2mJvm95+TH5xvZQIZ3O' +
    'ki1kmEUpX4LqAV8If+wGR9xXqhCrNBRgKdHWGVlTIvyjlZdEkqeAILJHjnSAEAAA==',
  'meshio, VTK 5.1 binary unstructured grid':
    'H4sIAGRWCGsC/1NWKCvJVnBJLEl0y8xJVQhLLSrOzM9TMNUz5CovyiwpSc1TSKpUyE0tzsjMVygz1TPWM+Vy8vRzDIrkcnEMcQx2DVEI9' +
    'QsOCQp1DgkNcnWJdw/ydOEK8Pf0CwlWMFVIyS9NyknlYsABHFTwizuY4JBHE3cQQdNnB6G5nF19fIIVzBQMzbj83dyAjg0GebeksiA1M6' +
    '/EzATdYSxQmh1Kw+R5obQAl7O/n5+rc4hnmGdIJF6jmKE0E5RmRJNnRLOSEU09CxqfGU2cGd3pYL/Gh0QGuAIDHuQaTiBmRcZcAEMvGE7' +
    'sAQAA',
  'meshio, VTK text unstructured grid':
    'H4sIAGRWCGsC/2VOXWvCMBR9P7/iwt5LY5qOPZY0HQFppUkFn0RZYGGuHRoV//2uomNsXM65X+d+PNEpfVC9SZsm7gItw/4Qp5FUJnDex' +
    '5TCSNsLfYbDe5zopDKZKVROW4u68pUznobW+X7QfuhNvX7tbY1FZ1vvSNHbdNzuAvIspwfEv2T2u/KTqEdbMkGb+dxRSaJE1zR81V3fTp' +
    'evEMdUFshR4Bkih5Bgje7a1mhvl9av/golZhDsBY8IjguGZJa3JddDa79aGH4fL1B3+wZZgP7UJgEAAA==',
  'meshio, VTU zlib':
    'H4sIAGRWCGsC/4WT0XKqMBCG732KNPeK1toraWdB8eDRts60evSmEyBgLCROiFB8+iacljpOxzKTnc1ms/8XNhnev2cpKqjMmeA27nW6+' +
    'P6uNVw+//VYSpGq9tTGLzxX8hCqg6TRRLIIf2/odnoYBZWir0JGVNp4xpRK6ZhHjHCMQpHtJc1zoVcK9baZsWBEFHGbMNZiV+3285blKD' +
    'aKJclRKClRNNJ1UUbzLROoGHT6nUG7rbPPYXToidGQoodDFlD5GD8JxlVu4wFuQi5N0zpikutl7RgQkJJUn6f0UkHU7Y3eRTI9/Z93UkM' +
    'zC07r0n2MYiEzomwcME5kpQvDAvTn6uHcGG9SGmvbdPq+W8/hz9I5lmxQJG/j8J/X96C3irnOLacw462h1dBoMqthrMF/YPW56l9/kYaC' +
    'cxoqVjBVXQYzDkzhBGziJGvYsClzso0PMJ533f0mSwKXiMftWhwXTgoljCcAuzPIi0gijnNq/t4FGngxxktOaFaGJmIzNsqcle/4sAaIF' +
    'zAvbft39e/WmdAv2sKYUaN93JnTLxO/CzBPdAfP9ayvTlj1ZTPODxfR+nw3d60P9Ss7NFgDAAA=',
  'meshio, VTU text':
    'H4sIAGRWCGsC/51TXU+DMBR976+ofTV8w4zJ2GLUGaPRPUxfTQeXrAm0S9tN+fdekG0GiSGD3KY9vfeccnqZzr+qku5BG6FkygLXZ/MZm' +
    'b6vnhaiBGrrLaTsTRqrd5ndacgftMjZqcB3A0bXtYUPpXPQKXsW1pZwL3PBJUOmC8dZbYShRUP3yQ3NNHALORbRCsxGKLpP3MhNHAez+0' +
    'oILQVkQF921Rr0a7FUQlqTsoQdoVsoyxZpktttnNxxy2+05nX3CYtScTuJsYpXuPzJ+8Whqq2S0FJHjBZKV9ymjJtMCOT1Xf/0wKXvj0K' +
    'CHhKcWRWexTOmKhmhHv1ByNQ72otWe0fT25sYMP9R2ig8WJ8pKSGzYi9sPeA0iUhI8KwYMUaIY4hYjOHj2NP+V0kVhYHmlvsiMbkiASpE' +
    'JJiMYDy1TQMN8F2TpHv71hwc8doubiYDHe51f9uMfAM1CSSYjgMAAA==',
  'meshio, VTU uncompressed binary':
    'H4sIAGRWCGsC/5VTS1PCMBC+8ytirk5bEPFEYHjVBw6CA16d0G4lY5swSQD7700jNAx0UHPYyb6+3f02aXe/shRtQSomOMENv467nVr7b' +
    'T4OWQpI52sgeMGVlptIbyTE95LF2CXU/QZGy1zDu5AxSIKfmdYpjHjMKMcG6crz5iumUFLA7ahCkQSqITZJKAO1YgJtW37Tb3meiT6tZE' +
    'xTBhGgySZbgnxJpoJxrQhu4dI0gDS1liLYus1lSDXtSUnz/QhhKqi+uzVZNDPqT9wRhsjWgoOFbmKUCJlRTfCScSpzAwy9f5zB65/9k9H' +
    'l0Ep/3+U/Of/1rEdIrR2UkxsWgpIPS1IFL49cN28OrESCc4g02zKdV5Awcy0MrfwoxFGHs1L0nd/qA6vvSn14knTa+MU2RZIoKLZ31mHo' +
    'EB9sWdtBvTT+XsU9kcJUVWNsa3y6bThaQjfVosp/tp7DVgL7yItLxQcI9p+xU/sGzMuDeq0DAAA=',
  'trimesh, PLY':
    'H4sIAGRWCGsC/12OzQ3CMAxGgXLKFJ6AwAEOnOgkVWhdYpG0UWoQZRpGZASSUH7aSJb83hfZdqYXdeutYjhSo3xfGGI2WGBTkWpgs1qLs' +
    'rUWGwbN7Lq9lCdifTmugpaWzlhpyZ4sdlqgwfTzip7xBlvhfOtC30Nt2rDiNhX9VNy/M2pVIux+uaGO4VJq5YG+KwoKZ5bYiXBuoVFV6M' +
    'Vs9CAf948//vSPwzt75lnERah5qATZIBJEu4wwH2yCT5wgG2ZHeAF4i/TvXQEAAA==',
  'VTK 9.3.0, VTP ascii':
    'H4sIAGdWCGsC/+VV0U7rMAx931dYeUVsTdoVkNohxAWEGAPtXvY6hc6D6LbJ1IVp/XuSFNqGSdsLPKFKq3zs2cfHqZOcb4scNliuhZIpo' +
    'f2AnI96yezf3bXIEXS1wpQ8qrz6wzUnbWDQpwSeK41zVS6wTMlYaJ3jlVwILgm8IjfovP77063UISOjHkDymcoa1hSYIUzeimcsH5aPSk' +
    'i9TsmQNNAMS4sELTIWEn3kry7FyodsGZeoruMKm9xtZYMMdqFLzHM/ZgepOX6aBrDei7Lk1YdY17niOo4MF1447Wx8y+xSFSsl0fUZEli' +
    'qsuA6JXydCUFgyuUL3gvpmqkNvjWBrB/QYcwoPT2hccQi0hIACNxD3asDG4DVLuY7htYVdpHkVtZEzGzvsALpqI/ZfPIwvZ9PLyY3VwRy' +
    'lbmAlGz0/6Zrg6N80a8pYR4pk3TG8zcEIRe4tf34XvAoWald+L4UdCdFV5dD2ZKB32RnhIOmmy+Ho5lz4s7hnqmbI97OPFNSYqbFRuhqz' +
    '4gpHrGzs+6cjz+gvdwOVVfL5RrtkfvuwkbUrgqJ+xJ/vSaeCkm9i369KL4Mbut/tyjegvy6EENgQO1S7KCRQZj5ZRB6aGjiop/VMepypb' +
    'FHNoITu49pCDQ+tJIaFY1hb053pQ7aO9V8ofXFPeq9AyaKP9nZBwAA',
  'VTK 9.3.0, VTP binary, zlib':
    'H4sIAGdWCGsC/+1WW2/aMBh951dYfkUDEi5bpYTKpNwvLWzNCi/IgKGmwUbBBbJfP9spuQwVpGrbUyPl4pOPz+c7x/mwdXvceGBP/B3lz' +
    'IZGrgBvqxnL/dFtUI8AEWyJDR+4F9xhgWEcWMgZEMwCQabcXxDfhj0qhEfqbEExg+CZYIlOw58/tpkomhDM+Wbrk92Oy/C9eJn06ExldS' +
    'IYVjMAWKfZ1EANKZkTMHjdzIh/v3zglImdDcswglziK6QQIz3KSBr5Lny6TUNqGp0onEdPLHPHM0skfw45xPPSMWdIyPE0lIB6i3wfB29' +
    '6NjyORaUkueCNllfFx8yUIJwRXWcRgiX3N1jYcEYZ9gMIRpitSJ8yXU04wEcZaeYKRrliGsa3r0alZJZgzAAANETycORZK6mn5kFdbZt0' +
    'jutxH7Xc2q8DLe9XL/X5U6PYQMbPJZOxhw7qsUQaq81COnIRdEkAmC6gZ04H96P+dIQGzToEHp/rAO1yVLvECVuJZxuaKWYyqYu9VwIoW' +
    '5CjKir9FoBCOjqvwy+lMM5SJMW5ls3Kp4tMGJmPqvljiURuW3o1XvBefgux83POGJkLuqciuGS0QbLmzU3S7S9vUMpjdPI4PC7xvsaML5' +
    'c7ohbl/yQlzUiqZ+nv+FPLD2qZUs8KO+CnmB8UMy2f/o/662Km2vl77Tsk3Bkm2ncboQldD2rdx0nTRbV1P+scNwunXlrKW6s+fjo0B60' +
    '6cu4Qah9s+x+rX0pWYVTeKQNxdWmsEmWMEVqoMrBb5rMh8pAEsivUv0JZdeDIDDlQ2wW9j8jHGwnZWMINTTXzGxZQHx7xCAAA',
  'VTK 9.3.0, VTP binary, 64-bit lengths':
    'H4sIAGdWCGsC/+1W32/aMBB+56+w/DqtkIyyVUqoMkonBKSMrrwiEw5qkdgouIz897UdGsclCkPa9tQ8+b673I/P57O920MSoz2kO8qZj' +
    '52rFr7tNrzZr+E9jQGJbAs+nvA4uyOCYNsQLTIBc54uIfXxiAoRQ58tKWEYPQOR6Dz//WnARKeNuw2EvDdXSlAihQhQ+JIsIH1YTThlYu' +
    'fja1xAM0gV0jLIiDKwkUeR0q0NqTDaUR5HB5a+TWSJNE+hHsSxbXOC5Dm+iRJQ2iBNSXYk6z7mRJWLQpJo7pS9yazHky1noOv8gtGKpwk' +
    'RPl5QRtIMoylhaxhTpqvJBXKQlu5Vy7nuuI7z7avTabttbDJACIKLv83PP9XfTestq/VPxf89o59sAr+Utjdgefmyo4aQIaYJG7nz8GE6' +
    'nk+D8Ecfo5hH2sDHe7EpuJY4sLV49rFrMSGdzkj8AoiyJRwUibYWoZZt3dTmdS6cExflzTjnzWvaRZYap1lU864li+7ydPfX9Fp+sI6dF' +
    'nHGIBJ0T0VW11gOfHJvbsrd9fkIlRMv7aVfl/O5rPhqtQN1AP5XQnITyqx5el58cHghhxZrXj5hP0i8kESbNn33/XUSrWvCvhbWlfN6bJ' +
    'bG4Hulqbkj+kHVcl0FDszyd5V+XBWppPf/9S63y4w5HYuyYWVKUbHqmZLDKvLOTfeiAaSgnj76TdQ0jyI5vPKXV7fxCltkv4maCQAA',
  'VTK 9.3.0, VTP appended raw, zlib':
    'H4sIAGdWCGsC/81WPW/TQBh2+SgoKxJVBcPpAClTYztN00p2RChtVTVNo1AysISLc0lPOHepcw2xxBCxMMDAwIJgYeg/4AcwILYKMbCzl' +
    'RH+AeezkzhfDgsot1j3vs+9fp7nPZ/PKB3ubRMbA+42sQkLzHbvI44gaGOnRRg1obaiQlBxOS4zp4odE+YI5zbeolWCKARHGIlo2V/+cJ' +
    'fytVUILNZoOrjVYgLe5k8e5UjFq7rZD8NMDACj9zZv4k0JtjDInzQq2DmoFRihvGXCFAQTRg9Vwo4HUiNBOULxTNAD7pDmTJRHeRopX4b' +
    'UJagPhIlIYjy0iW17GDMW8S3oTUXAy2YdB7lBu7ZthqThedSQ3fPwsE/W85tRLG1MQlBjTgNxE6JmE9MqrkJQRLSO9wmdptrPo45Yrq+o' +
    'WmpN17T19ADKarUW5lNWD3gL5rvUf7vYUnvYBVTyzenl/EFxv1zM5ne2ILCZJQFyz/SlijimdX5kQh2GS4qiJWSfYECElo7HYTgLgDqMT' +
    'kh4VAltrERY9qxqRmJYZKhvib6akR3Rb64hN3JEq4Mvy2+0xSjFFidtwt3ovk5sa6ivk/O9vqY2JuQTf8vSr9L6lwTXk1EERZPCrhryHJ' +
    'g3jzU1DefaYy2pwSiPh1w1/GN07kxOpebc5PRGpMnDtso/59yZrKvJ+TZZT+uRJodcFRPvNiKvKYnwPcXIBrS8AMDUYlVC6yZ00FP/71F' +
    'eUILR9R+dYHojeHbeW48/XTm8+evlux+vd5aWju9+r58rSvP2hXNlZOnY+M/xUSm99J2QlK5Si59dOl1eLiy8+vr8S/3etRe/3377jJ4t' +
    'rh4rV1Xl1miReDC9PiiCuko7fnb51P3wUXmzqFz8qSSl8WGvMzFxnPuX1UzsDwF9LxS3CgAA',
  'VTK 9.3.0, VTP appended base64':
    'H4sIAGdWCGsC/81WTW/iMBC98yssXyuRD1rKSjEVULrqQmnLdrlGBgZqbbBRcIH8+zoO4ARCYA8rxRfimefxm/ecYO9huwjQGsIVE5xgp' +
    '2rjh2bFG330nlgASEZLIPhNBNEjlRQboF11MBpHEnwRTiEkuM+kDKDLp4xyjD6BqqifLP/zzGXNxc0KQt6+VDyJpwwmgAZfizGEr7M3wb' +
    'hcEXyHUc7Yo0YQxiC7ENRnHC6CfsuQLS+iYsrnSCVt6L4UddOYilinoQ4EQRZzEkkk2E9VIM62wpBGOy+eAkFl/RajAV1oa2I8PpDtiMV' +
    'ScNAy1jCaiXBBJcF0uQQ+hSlGQ8rn8ML4ua6TPN2q5W7Vdu7qruM07g1UzGYrkGdWG96K+TNPdlfnpQcR4ppv3/UHr8MXf9ga/OxiFIiJ' +
    'BhC8ln8Prao48Ln8JDg5NamiIxp8AWKql23MIZtFyM6iLQ0vKuGclEi3famaZ2WbTPlmHbo5OhEHcz19kAusVq+NMXoiOIeJZGsmo2Jfc' +
    '21N+Zqf3/vq1BunAOtalkmV1X8leF8vIKhMSqvq6e9A6TRu3JZc4x9uocYZVb3kM1o2kV3bLrfIrt0oFDkrq/7nLJ/ITr3cItcunOSUqm' +
    'oS30b0NcVK31O81o5WHEDAJ2LK+JzgMV2Bakav9qH1D6MzvDo/6BZDc/Nts/6Xyd+8twhJHq//nR/X3hiWJphLsm0e3/MeO7l5s+Fjbn6' +
    'Tt5XJ947m7c1RSg87jznRzqfNVjdha3cVbla+AXR7d8IrCwAA',
  'VTK 9.3.0, VTP appended raw':
    'H4sIAGdWCGsC/81WXW/aMBTtWKVJSJP2sB9gWXvYU/NBynhIEKhrp6qUVmzjNXKTC7UW7Ci4jLz1p9f5AieQsJdJyYu5x8c3555rHNvzX' +
    '3c3NAAk4hAc/MiD+DsRBKMNRGvKmYP1CwOjp1iAyyMfIgdPqBABXDOfEobRMxCJutny37dM9Ew87CJkF6mSIAkpeICmL6sniB4Wj5wysX' +
    'bwJUZHnoI1hygh6Y2kCWVwkvRTRDQ8yUok14nKykjrktL3hUlEO4SuIAjKnAMks6AIJZDMjqOIxHkvbgJORN/CaEpWaWsSPt6JveKrkDN' +
    'IbexhtODRiggHkzAE5oOP0YywJdxTVld1Nk+2crl5oRuXfdMwBt/2VL5YrEHUrN7rlspvWfZ2uV/uIEYs1Tsx3enD7N6djac/rjEKuJcS' +
    'HLwRf3alShzYUjw7ONs1StI5CV4AUVnLNtFQnkVIL7O1lN6UwjhIoZZ9KputlYtU+qbtqqnsiF1z7XQjN7Ra/m32jfY4Y+AJuqEibu7r0' +
    'bYqfT0+X/TVMK1DgvavKrMs6/8rcNAgUDZJddVOz4HWeSxPw3Z73Os3elxy1c6O0daZbOktN9myGk0u25p+OVto8qDdJpsDvdFkxVUZJL' +
    'eR9JqiqfcUe5zLSgAEzOM+ZUsHR+Rv9vVwt2enni+jZtyqma/in0fldcNR3Rtfld/v87GTj+8q3CI+r8SdCt6p5DuvxGcV/Kvy+0M+dvP' +
    'xYz5+KvDEdtXpYVce5tk9dNh9AwxCv0+SCgAA',
  'VTK 9.3.0, PLY text':
    'H4sIAGdWCGsC/12OsW7DMAxEd33FfUER2c7SuejSDhmKAp0CRqITtbJoSGoQ5etLG2haBBz4eCTuOMdmRskTVVBxIcA+bIyTaeJU8f72g' +
    'iMnzlTZY/f6gecQ2cjhcx/SKDjXr53E9kSVMEtItYCSV4ztKKk8LgeD+nHk1e/MufIFWzNnmZUbxiiafLkX2r1wvXmM5Pi/Qwyl4tudKC' +
    'PcIvQ9HxwXw8nvT0yes9lgKWP/erfCb99CpV5h0KlHBwvTK1oMC1hVVuh0ucKyVPgBGBROSEIBAAA=',
  'VTK 9.3.0, PLY big endian':
    'H4sIAGdWCGsC/11PQU7DMBBMk5z8in0BAgkunKiEuMChB4TEKdrEm3TB2Y0cU9W8pk/kCZjKrUItjTQzO5pdTy6aXv2IAVoW9LFpeWhIL' +
    'KPAzdW16XQcSQK8vT7DQEIeA1nYvLzDEzsy2n40LL3CLnxu1MVHDAiTsoQZUGyiLg4q8/1f4Db1kaNj3458oD3cmcnrlHiE3mm6Yn9pxE' +
    'vj+9zRY0fLBsdzgK9uix74vCKdZ7mj2aRPNVtCS94Ui7eG/3x9WOjMHw559lMUdZ5VCWXCqsrGKqGuMilPoszRozhF6180qCLBdwEAAA=' +
    '=',
  'VTK 9.3.0, legacy unstructured grid text':
    'H4sIAGdWCGsC/11PwWrDMAy96ysEu5c6TrLtaBynGBK7xG6hp5CyHMJKUzJn0L+ftJYdhsDPT096fn7B7/SJ1ZCGerqMeByXr2m+YrERw' +
    'MK8ptuaQAVtLVQqqmAiHlyI3UHHQ2eqftfZCvbeuhiwwI95PV9G2CKX+IOMEZ5YcEcSb01U7AnW1b5rVbTeoQCnWoNN1jvq9Z1yO2JeP1' +
    'TKxFnVsgz33zyYkaPMNltRlAigTdMEfEXxBr6uKWzglXS/jdM1lTlFyFmlUBJFSWMI2jtndLRHG0//hyXZC/4CrQm6Q06HJCKRnVh4vNn' +
    'H094ELOEdimdJgB+Ru8wRXQEAAA==',
  'VTK 9.3.0, legacy unstructured grid binary':
    'H4sIAGdWCGsC/32QUWuDMBDH5+wYOxiMsQ9wsD2X6qrb0zDTWAIai8aCT+KYD7JSi4uDfvtpm+0hYAPHj7t/7nL/POKP/MKgklXYbGvc1' +
    'N130+7QmVswCm0v972Ed8ZJWkBABMmowJxnIs19kac0KFcpC2CdMC4ydPCz7T+2NVxMHO/pfN1bTuha3XvQ+t5OhJgKMq4JjIdJGhPBEo' +
    '4WcBJTjOySD7UyJXw1ZIl/Ugefo3/SddXhaBFtXOCzPV9YjosAPo2iDF/QeoUkDAf/2dgiD/u62Ul3qXudKV4r/um3ineK9+AnnFNfsA0' +
    'TxdmRpuKloqHphva0od2fabmp1c0JC//zj39QimJNM3TH7W6GuNLChF/6ojnqTQIAAA==',
};

/** The files by how they were written. */
export const meshFiles: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(packed).map(([name, text]) => [
    name,
    new Uint8Array(gunzipSync(Buffer.from(text, 'base64'))),
  ]),
);
