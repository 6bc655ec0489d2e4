# Draws years.svg: gnuplot years.gp
set datafile separator "\t"
set datafile missing "?"
set datafile commentschars ""
set encoding utf8
set terminal svg noenhanced size 640,760 font "DejaVu Sans,20"
set output 'years.svg'
unset key
unset border
unset xtics
unset ytics
set style fill solid 1 noborder
set style textbox noborder
set lmargin at screen 0.02813
set rmargin at screen 0.97188
set bmargin at screen 0.10000
set tmargin at screen 0.91579
set xrange [0:37252.5]
set yrange [10:0]
set xtics scale 0 textcolor rgb "#1f2328" ('0' 0, '10,000' 10000, '20,000' 20000, '30,000' 30000)
set grid xtics back lt 1 lw 1 lc rgb "#d0d7de"
set label 'AUD over 3 years' at screen 0.5, character 0.75 center textcolor rgb "#1f2328"
set key at screen 0.02, screen 0.99737 left top Left reverse horizontal maxcols 3 samplen 1 width -1 textcolor rgb "#1f2328"
file = 'years.tsv'
plot file using (0+$5/2):($0+0.68):(0):(0+$5):($0+0.54):($0+0.82) skip 1 with boxxyerror lc rgb "#0072B2" title 'price', \
     file using ($5+$6/2):($0+0.68):($5):($5+$6):($0+0.54):($0+0.82) skip 1 with boxxyerror lc rgb "#E69F00" title 'electricity', \
     file using ($5+$6+$7/2):($0+0.68):($5+$6):($5+$6+$7):($0+0.54):($0+0.82) skip 1 with boxxyerror lc rgb "#009E73" title 'rent', \
     file using ($9+$8/2):($0+0.78):9:($9+$8):($0+0.68):($0+0.82) skip 1 with boxxyerror fs pattern 4 border lc rgb "#1f2328" title 'resale', \
     file using 9:($0+0.48):(0):(0.4) skip 1 with vectors nohead lw 4 lc rgb "#1f2328" title 'total', \
     file using (0):($0+0.3):3 skip 1 with labels left textcolor rgb "#1f2328" notitle, \
     file using (37252.5):($0+0.3):4 skip 1 with labels right textcolor rgb "#1f2328" notitle
unset output
